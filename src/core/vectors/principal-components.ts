import { type Matrix, type Matrix64, matrixRow } from './matrix.ts'
import { normalDraw, randomSource } from './random.ts'
import { symmetricEigen } from './symmetric-eigen.ts'
import { addScaled, dot, norm } from './vector.ts'

/** A centre and orthonormal axes of largest variance. */
export interface PrincipalComponents {
  /** float64[d]. */
  mean: Float64Array
  /** Unit rows, of the largest variance first, float64[c, d]. */
  axes: Matrix64
  /** Variance along each, n - 1 in the denominator, float64[c]. */
  variances: Float64Array
}

/** More axes than asked for are followed, and so often, so that the last ones asked for are settled. */
const SPARE_AXES = 10
const ROUNDS = 15

/**
 * Principal components: the axes along which rows vary most.
 *
 * Subspace iteration on the covariance from a fixed random start, then an exact turn inside the subspace. Of axes with
 * nearly the same variance any rotation may come out. O(n d² + d² c).
 *
 * @param x - float32[n, d], n at least 2.
 * @param count - How many axes; at most min(n - 1, d) come.
 * @see Halko, Martinsson & Tropp 2011, "Finding structure with randomness", section 4.5.
 * @example
 * principalComponents({ data: Float32Array.of(0, 1, 2, 1, 4, 1), rows: 3, cols: 2 }, 1).variances // => [4]
 */
export function principalComponents(x: Matrix, count: number): PrincipalComponents {
  const d = x.cols
  const c = Math.min(count, d, x.rows - 1)
  const wide = Math.min(d, c + SPARE_AXES)
  const { mean, covariance } = covarianceOf(x)
  const random = randomSource('principal components')
  let axes: Matrix64 = {
    data: Float64Array.from({ length: wide * d }, () => normalDraw(random)),
    rows: wide,
    cols: d,
  }
  orthonormalize(axes)
  for (let round = 0; round < ROUNDS; round++) {
    axes = timesSymmetric(axes, covariance)
    orthonormalize(axes)
  }
  const inside = timesTransposed(timesSymmetric(axes, covariance), axes)
  const { values, vectors } = symmetricEigen(inside, wide)
  const turned = new Float64Array(c * d)
  for (let i = 0; i < c; i++) {
    for (let k = 0; k < wide; k++) {
      const factor = vectors[i * wide + k]
      for (let j = 0; j < d; j++) turned[i * d + j] += factor * axes.data[k * d + j]
    }
  }
  return { mean, axes: { data: turned, rows: c, cols: d }, variances: values.slice(0, c) }
}

/**
 * Coordinates of rows along principal axes.
 *
 * @param components - c axes.
 * @param x - float32[n, d].
 * @param rows - Which rows, in the order wanted.
 * @returns float64[m, c].
 * @example
 * const components = { mean: Float64Array.of(1, 1), axes: { data: Float64Array.of(0, 1), rows: 1, cols: 2 }, variances: Float64Array.of(1) }
 * projectRows(components, { data: Float32Array.of(5, 4), rows: 1, cols: 2 }, [0]).data // => [3]
 */
export function projectRows(
  { mean, axes }: PrincipalComponents,
  x: Matrix,
  rows: ArrayLike<number>,
): Matrix64 {
  const d = x.cols
  const data = new Float64Array(rows.length * axes.rows)
  for (let k = 0; k < rows.length; k++) {
    for (let i = 0; i < axes.rows; i++) {
      let sum = 0
      for (let j = 0; j < d; j++) sum += (x.data[rows[k] * d + j] - mean[j]) * axes.data[i * d + j]
      data[k * axes.rows + i] = sum
    }
  }
  return { data, rows: rows.length, cols: axes.rows }
}

function covarianceOf({ data, rows, cols }: Matrix) {
  const mean = new Float64Array(cols)
  for (let i = 0; i < rows * cols; i++) mean[i % cols] += data[i] / rows
  const covariance = new Float64Array(cols * cols)
  const centred = new Float64Array(cols)
  for (let row = 0; row < rows; row++) {
    for (let j = 0; j < cols; j++) centred[j] = data[row * cols + j] - mean[j]
    for (let i = 0; i < cols; i++) {
      const factor = centred[i] / (rows - 1)
      const start = i * cols
      for (let j = i; j < cols; j++) covariance[start + j] += factor * centred[j]
    }
  }
  for (let i = 0; i < cols; i++) {
    for (let j = 0; j < i; j++) covariance[i * cols + j] = covariance[j * cols + i]
  }
  return { mean, covariance }
}

/** Rows times a symmetric matrix. */
function timesSymmetric({ data, rows, cols }: Matrix64, symmetric: Float64Array): Matrix64 {
  const out = new Float64Array(rows * cols)
  for (let row = 0; row < rows; row++) {
    for (let i = 0; i < cols; i++) {
      const factor = data[row * cols + i]
      for (let j = 0; j < cols; j++) out[row * cols + j] += factor * symmetric[i * cols + j]
    }
  }
  return { data: out, rows, cols }
}

/** a bᵀ, float64[rows, rows]. */
function timesTransposed(a: Matrix64, b: Matrix64): Float64Array {
  return Float64Array.from({ length: a.rows * b.rows }, (_, at) =>
    dot(matrixRow(a, Math.floor(at / b.rows)), matrixRow(b, at % b.rows)),
  )
}

/** Gram-Schmidt, twice, in place; a row that vanishes stays zero. */
function orthonormalize(x: Matrix64): void {
  for (let row = 0; row < x.rows; row++) {
    const own = matrixRow(x, row)
    for (let pass = 0; pass < 2; pass++) {
      for (let other = 0; other < row; other++) {
        const before = matrixRow(x, other)
        addScaled(own, before, -dot(own, before))
      }
      const length = norm(own)
      if (length > 1e-300) for (let j = 0; j < own.length; j++) own[j] /= length
    }
  }
}
