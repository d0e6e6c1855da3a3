const BITS = 16
const SIZE = 1 << BITS

/**
 * Row numbers in ascending order of their value, equal ones in row order, NaN last. Linear: a radix sort over the bits of the
 * numbers, without a comparison a pair.
 *
 * @param values - float64[n].
 */
export function orderRows(values: Float64Array): Int32Array<ArrayBuffer> {
  const n = values.length
  const bits = new Uint32Array(Float64Array.from(values).buffer)
  const [low, high] = new Uint8Array(Uint32Array.of(1).buffer)[0] === 1 ? [0, 1] : [1, 0]
  // Flipped so that the bits order like the numbers: all of a negative one, the sign of a positive one.
  for (let i = 0; i < n; i++) {
    const at = i * 2
    const top = bits[at + high] ?? 0
    if (Number.isNaN(values[i])) bits[at + high] = 0xffffffff
    else if (top >>> 31 === 1) {
      bits[at + high] = ~top
      bits[at + low] = ~(bits[at + low] ?? 0)
    } else bits[at + high] = top | 0x80000000
  }
  let from = Int32Array.from({ length: n }, (_, row) => row)
  let to = new Int32Array(n)
  for (const [word, shift] of [
    [low, 0],
    [low, BITS],
    [high, 0],
    [high, BITS],
  ] as const) {
    const starts = new Int32Array(SIZE + 1)
    const digit = (row: number) => ((bits[row * 2 + word] ?? 0) >>> shift) & (SIZE - 1)
    for (let i = 0; i < n; i++) starts[digit(i) + 1] = (starts[digit(i) + 1] ?? 0) + 1
    for (let d = 0; d < SIZE; d++) starts[d + 1] = (starts[d + 1] ?? 0) + (starts[d] ?? 0)
    for (let i = 0; i < n; i++) {
      const row = from[i] ?? 0
      const place = starts[digit(row)] ?? 0
      to[place] = row
      starts[digit(row)] = place + 1
    }
    ;[from, to] = [to, from]
  }
  return from
}
