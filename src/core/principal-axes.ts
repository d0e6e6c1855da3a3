import type { Matrix } from './matrix.ts'
import { normalDraw, randomSource } from './random.ts'

/** Directions of greatest variance. */
export interface PrincipalAxes {
  /** float64[d]. */
  mean: Float64Array
  /** Orthonormal rows, float64[count, d], the greatest variance first. */
  axes: Float64Array
  count: number
}

/**
 * The first principal axes of a matrix, by power iteration on its covariance with re-orthogonalization. Enough for
 * a map, not for statistics: fixed rounds, no test of convergence. O(n·d² + rounds·count·d²).
 *
 * @param x - float32[n, d], n at least 1. Take a sample: a few thousand rows are plenty.
 * @param count - Axes wanted, at most d.
 * @param seed - Of the starting vectors.
 * @example
 * const x = { data: Float32Array.of(-2, 0, 2, 0, 0, 1, 0, -1), rows: 4, cols: 2 }
 * Math.abs(principalAxes(x, 1, 0).axes[0]).toFixed(3) // => '1.000'
 */
export function principalAxes(x: Matrix, count: number, seed: number): PrincipalAxes {
  const { rows, cols: d, data } = x
  const mean = new Float64Array(d)
  for (let at = 0; at < rows * d; at++) mean[at % d] += data[at] / rows
  const covariance = covarianceOf(x, mean)
  const wanted = Math.min(count, d)
  const axes = new Float64Array(wanted * d)
  const random = randomSource(seed, 'principal-axes')
  for (let i = 0; i < axes.length; i++) axes[i] = normalDraw(random)
  const product = new Float64Array(d)
  for (let round = 0; round < 12; round++) {
    for (let axis = 0; axis < wanted; axis++) {
      const row = axes.subarray(axis * d, (axis + 1) * d)
      for (let i = 0; i < d; i++) product[i] = inner(covariance.subarray(i * d, (i + 1) * d), row)
      row.set(product)
      orthonormalize(axes, axis, d)
    }
  }
  return { mean, axes, count: wanted }
}

function covarianceOf({ data, rows, cols: d }: Matrix, mean: Float64Array): Float64Array {
  const out = new Float64Array(d * d)
  const centred = new Float64Array(d)
  for (let row = 0; row < rows; row++) {
    for (let j = 0; j < d; j++) centred[j] = data[row * d + j] - mean[j]
    for (let i = 0; i < d; i++) {
      const value = centred[i]
      for (let j = 0; j <= i; j++) out[i * d + j] += value * centred[j]
    }
  }
  for (let i = 0; i < d; i++) for (let j = 0; j < i; j++) out[j * d + i] = out[i * d + j]
  return out
}

/** Makes one row orthogonal to those before it, and of length 1 (or 0 if nothing is left). */
function orthonormalize(axes: Float64Array, axis: number, d: number): void {
  const row = axes.subarray(axis * d, (axis + 1) * d)
  for (let before = 0; before < axis; before++) {
    const other = axes.subarray(before * d, (before + 1) * d)
    const share = inner(other, row)
    for (let j = 0; j < d; j++) row[j] -= share * other[j]
  }
  const length = Math.sqrt(inner(row, row))
  for (let j = 0; j < d; j++) row[j] = length > 1e-12 ? row[j] / length : 0
}

function inner(a: Float64Array, b: Float64Array): number {
  let sum = 0
  for (let j = 0; j < a.length; j++) sum += a[j] * b[j]
  return sum
}

/**
 * Coordinates of rows on principal axes.
 *
 *     y = A (x - mean)
 *
 * @param x - float32[n, d].
 * @returns float32[n, count].
 * @throws RangeError if the axes are of another d.
 * @example
 * const axes = { mean: Float64Array.of(1, 1), axes: Float64Array.of(0, 1), count: 1 }
 * projectRows({ data: Float32Array.of(5, 3), rows: 1, cols: 2 }, axes).data // => Float32Array [2]
 */
export function projectRows(x: Matrix, { mean, axes, count }: PrincipalAxes): Matrix {
  const { rows, cols: d, data } = x
  if (mean.length !== d) throw new RangeError(`axes of ${mean.length} dimensions, expected ${d}`)
  const out = new Float32Array(rows * count)
  const centred = new Float64Array(d)
  for (let row = 0; row < rows; row++) {
    for (let j = 0; j < d; j++) centred[j] = data[row * d + j] - mean[j]
    for (let axis = 0; axis < count; axis++) {
      out[row * count + axis] = inner(axes.subarray(axis * d, (axis + 1) * d), centred)
    }
  }
  return { data: out, rows, cols: count }
}
