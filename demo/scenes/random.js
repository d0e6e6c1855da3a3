// A small seeded generator (mulberry32) and the few draws that scenes need.

/** A function that returns the next number in [0, 1); the same seed gives the same numbers. */
export function randomFrom(seed) {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = Math.imul(state ^ (state >>> 15), state | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}

/** One 32-bit seed from a seed and a text, so that every scene has its own stream (FNV-1a). */
export function seedOf(seed, text) {
  let hash = (0x811c9dc5 ^ seed) >>> 0
  for (const char of `${seed}/${text}`)
    hash = Math.imul(hash ^ char.charCodeAt(0), 0x01000193) >>> 0
  return hash
}

export const between = (random, low, high) => low + (high - low) * random()

export const pick = (random, list) => list[Math.floor(random() * list.length)]

export const chance = (random, probability) => random() < probability

/** A copy of the list in random order (Fisher-Yates). */
export function shuffled(random, list) {
  const out = [...list]
  for (let i = out.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1))
    ;[out[i], out[j]] = [out[j], out[i]]
  }
  return out
}

/** A normally distributed number with mean 0 and deviation 1 (Box-Muller). */
export function normal(random) {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
}
