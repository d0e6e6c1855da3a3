import { unit } from './vector.ts'

/**
 * How an embedding moves when its standardized form takes a step along a direction, at unit length.
 *
 *     z = (x - mean) / deviation,   z + t w  =  standardized (x + t w ∘ deviation)
 *
 * A displacement maps back by a factor of the deviation, without the mean. (The normal of the hyperplane, a covector,
 * maps back to w / deviation: it tells how the decision value grows per unit of x, and as a displacement it would move
 * most along the features that hardly vary, away from real embeddings.) Constant features do not move. O(d).
 *
 * @param normal - w, float64[d]; its positive side is easy.
 * @param deviation - Per feature, float64[d], at least 0; 0 or NaN = constant.
 * @returns float64[d], unit length; along it the decision value grows, against it the image gets harder.
 * @throws RangeError if the lengths differ or no feature can move.
 * @see Jain et al. 2023, section 5 (images along a direction).
 * @example
 * embeddingDisplacement(Float64Array.of(0.6, 0.8), Float64Array.of(4, 4)) // => Float64Array [0.6, 0.8]
 */
export function embeddingDisplacement(normal: Float64Array, deviation: Float64Array): Float64Array {
  if (normal.length !== deviation.length) {
    throw new RangeError(`${normal.length} features, deviation of ${deviation.length}`)
  }
  const step = normal.map((value, j) => (deviation[j] > 0 ? value * deviation[j] : 0))
  return unit(step)
}
