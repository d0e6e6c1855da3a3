/**
 * Inner product of two vectors.
 *
 * @param a - float[d].
 * @param b - float[d].
 * @example
 * dot([1, 2], [3, 4]) // => 11
 */
export function dot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0
  for (let j = 0; j < a.length; j++) sum += a[j] * b[j]
  return sum
}

/**
 * Euclidean length of a vector.
 *
 * @example
 * norm([3, 4]) // => 5
 */
export function norm(a: ArrayLike<number>): number {
  return Math.sqrt(dot(a, a))
}

/**
 * A vector scaled to length 1.
 *
 * @param a - float[d].
 * @returns float64[d], a copy.
 * @throws RangeError if its length is 0 or not a number.
 * @example
 * unit([3, 4]) // => Float64Array [0.6, 0.8]
 */
export function unit(a: ArrayLike<number>): Float64Array {
  const length = norm(a)
  if (!(length > 0)) throw new RangeError('a vector of length 0 has no direction')
  return Float64Array.from(a, (value) => value / length)
}

/** The same, but a vector of length 0 stays one. */
export function unitOrZero(a: Float64Array): Float64Array {
  const length = norm(a)
  return length > 0 ? a.map((value) => value / length) : a
}

/** target += factor source. */
export function addScaled(target: Float64Array, source: Float64Array, factor: number): void {
  for (let j = 0; j < target.length; j++) target[j] += factor * source[j]
}

/** Values minus their mean. */
export function centredValues(values: ArrayLike<number>): Float64Array {
  const list = Float64Array.from(values)
  const mean = list.reduce((sum, value) => sum + value, 0) / Math.max(1, list.length)
  return list.map((value) => value - mean)
}

/** exp(x_j - max) / sum, float64[d]: numbers above 0 that sum to 1. */
export function softmax(logits: ArrayLike<number>): Float64Array {
  const top = Array.from(logits).reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY)
  const powers = Float64Array.from(logits, (value) => Math.exp(value - top))
  const sum = powers.reduce((a, b) => a + b, 0)
  return powers.map((power) => power / sum)
}

/**
 * Place of the largest value, the first of equal ones; NaN is never the largest.
 *
 * @returns -1 if there is no number among the values.
 * @example
 * argmax([1, 5, Number.NaN, 5]) // => 1
 */
export function argmax(values: ArrayLike<number>): number {
  let best = -1
  for (let i = 0; i < values.length; i++) {
    if (best === -1 ? !Number.isNaN(values[i]) : values[i] > values[best]) best = i
  }
  return best
}

/** Places of values, ascending by value; of equal ones the first stands first. */
export function orderOf(values: ArrayLike<number>): number[] {
  return Array.from(values, (_, place) => place).sort((a, b) => values[a] - values[b])
}
