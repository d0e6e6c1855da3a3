/** A stream of numbers, uniform in 0 (included) to 1 (excluded). */
export type Random = () => number

/**
 * Seeded random numbers: the same parts give the same stream on every machine.
 *
 * The parts name what the stream is for (`randomSource(seed, 'folds', className)`), so that work done in another order
 * or by another worker draws the same numbers. The generator is SFC32 (period at least 2^32), its state a 128-bit hash
 * of the parts.
 *
 * @param parts - Numbers and strings, in order; `1` and `'1'` are the same.
 * @see Doty-Humphrey, PractRand, generator sfc32; FNV-1a (Fowler, Noll & Vo) and the finalizer of MurmurHash3 (Appleby)
 *   for the hash.
 * @example
 * const random = randomSource(0, 'folds')
 * [random() === random(), randomSource('0', 'folds')() === randomSource(0, 'folds')()] // => [false, true]
 */
export function randomSource(...parts: readonly (number | string)[]): Random {
  const text = parts.join('\u0000')
  let a = hash(text, 0x811c9dc5)
  let b = hash(text, 0x9e3779b9)
  let c = hash(text, 0x85ebca6b)
  let counter = 1
  const next = (): number => {
    const value = (a + b + counter) | 0
    counter = (counter + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = (((c << 21) | (c >>> 11)) + value) | 0
    return value >>> 0
  }
  for (let i = 0; i < 15; i++) next()
  // 53 random bits: the upper 26 of one draw and 27 of the next.
  return () => ((next() >>> 6) * 2 ** 27 + (next() >>> 5)) / 2 ** 53
}

/** FNV-1a over UTF-16 units, then MurmurHash3's finalizer. */
function hash(text: string, basis: number): number {
  let h = basis
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193)
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b)
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
  return h ^ (h >>> 16)
}

/**
 * A copy of a list in random order; each order is equally likely.
 *
 * @see Fisher & Yates; Durstenfeld 1964, Algorithm 235.
 * @example
 * Array.from(shuffled(Int32Array.of(1, 2, 3), randomSource(0))).sort() // => [1, 2, 3]
 */
export function shuffled<T extends unknown[] | Float64Array | Int32Array | Uint8Array>(
  values: T,
  random: Random,
): T {
  const copy = values.slice() as T
  shuffle(copy, random)
  return copy
}

/** The same in place. */
export function shuffle(
  values: unknown[] | Float64Array | Int32Array | Uint8Array,
  random: Random,
): void {
  for (let i = values.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1))
    const kept = values[i]
    values[i] = values[j]
    values[j] = kept
  }
}

/**
 * One draw from the standard normal distribution.
 *
 * @see Box & Muller 1958, "A note on the generation of random normal deviates".
 * @example
 * Math.abs(normalDraw(randomSource(0))) < 10 // => true
 */
export function normalDraw(random: Random): number {
  const radius = Math.sqrt(-2 * Math.log(1 - random()))
  return radius * Math.cos(2 * Math.PI * random())
}
