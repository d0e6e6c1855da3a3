import { dot, unit } from './vector.ts'

/**
 * Point on the great circle from one vector to another, of unit length.
 *
 *     slerp(a, b, t) = sin((1 - t) Ω) / sin Ω · â + sin(t Ω) / sin Ω · b̂,   Ω = arccos(â · b̂)
 *
 * â and b̂ are a and b at unit length: t = 0 gives â, t = 1 gives b̂. O(d).
 *
 * @param a - Start, float[d], not 0; any length.
 * @param b - End, float[d], not 0; any length.
 * @param t - Share of the way, usually in 0..1.
 * @returns float64[d], unit length.
 * @throws RangeError if the lengths differ, a vector is 0, or the two are opposite (no unique great circle).
 * @see Shoemake 1985, "Animating rotation with quaternion curves", section 3.3; Jain et al. 2023, section 5.
 * @example
 * slerp([2, 0], [0, 1], 0.5) // => Float64Array [0.7071068, 0.7071068]
 */
export function slerp(a: ArrayLike<number>, b: ArrayLike<number>, t: number): Float64Array {
  if (a.length !== b.length) throw new RangeError(`${a.length} and ${b.length} dimensions`)
  const [start, end] = [unit(a), unit(b)]
  const cosine = dot(start, end)
  const angle = Math.acos(Math.min(1, Math.max(-1, cosine)))
  if (angle < 1e-9) return start
  if (Math.PI - angle < 1e-6) throw new RangeError('opposite vectors have no unique great circle')
  const [p, q] = [Math.sin((1 - t) * angle), Math.sin(t * angle)]
  return unit(start.map((value, j) => p * value + q * end[j]))
}
