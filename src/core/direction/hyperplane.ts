import type { Matrix, Matrix64 } from '../vectors/matrix.ts'
import type { Standardizer } from '../vectors/standardize.ts'

/** A hyperplane over standardized unit rows: decision value = weights · z + bias; negative = hard, positive = easy. */
export interface Hyperplane {
  /** float64[d], of any length. */
  weights: Float64Array
  bias: number
}

/** Where a stored direction stands, as an entry of `directions.json` says it. */
export interface StoredDirection {
  /** Row of the normals. */
  row: number
  /** Length of the weights. */
  norm: number
  bias: number
}

/**
 * The hyperplane of a stored direction.
 *
 *     weights = norm · normal
 *
 * @param normals - Unit normals, float64[m, d], as in `directions.npy`.
 * @example
 * const normals = { data: Float64Array.of(1, 0, 0, 1), rows: 2, cols: 2 }
 * hyperplaneOf(normals, { row: 1, norm: 3, bias: -1 }) // => { weights: [0, 3], bias: -1 }
 */
export function hyperplaneOf(
  { data, cols }: Matrix64,
  { row, norm, bias }: StoredDirection,
): Hyperplane {
  const weights = data.slice(row * cols, (row + 1) * cols).map((value) => value * norm)
  return { weights, bias }
}

/**
 * Decision value of every row under one hyperplane.
 *
 *     w · z + b,   z = u / ‖u‖,   u_j = (x_j - mean_j) / deviation_j
 *
 * @param standardizer - The one that the hyperplane was fitted with.
 * @param x - Embeddings, float32[n, d].
 * @returns float64[n]; negative = hard. O(n d).
 * @throws RangeError if x is of another d.
 * @see Jain et al. 2023, section 2.
 * @example
 * const standardizer = { mean: Float64Array.of(0, 0), deviation: Float64Array.of(1, 1) }
 * const plane = { weights: Float64Array.of(1, 2), bias: -1 }
 * decisionValues(plane, standardizer, { data: Float32Array.of(3, 4), rows: 1, cols: 2 }) // => Float64Array [1.2]
 */
export function decisionValues(
  plane: Hyperplane,
  standardizer: Standardizer,
  x: Matrix,
): Float64Array {
  const decisionValueOf = rowScorer(standardizer, x)
  return Float64Array.from({ length: x.rows }, (_, row) => decisionValueOf(plane, row))
}

/** Gives the decision value of one row at a time, without a copy of x. */
export function rowScorer(
  { mean, deviation }: Standardizer,
  { data, cols }: Matrix,
): (plane: Hyperplane, row: number) => number {
  if (cols !== mean.length) {
    throw new RangeError(`Cannot score: ${cols} features, expected ${mean.length}`)
  }
  const factors = inverseDeviations(deviation)
  return ({ weights, bias }, row) => {
    const start = row * cols
    let squares = 0
    let product = 0
    for (let col = 0; col < cols; col++) {
      const u = (data[start + col] - mean[col]) * factors[col]
      squares += u * u
      product += u * weights[col]
    }
    // A row exactly at the mean stays a row of zeros.
    return (squares === 0 ? 0 : product / Math.sqrt(squares)) + bias
  }
}

/** 1 / deviation, float64[d]; 0 for a constant feature, which counts for nothing. */
export function inverseDeviations(deviation: Float64Array): Float64Array {
  return deviation.map((value) => (value === 0 ? 0 : 1 / value))
}
