import type { Matrix, Matrix64 } from './matrix.ts'

/** What the training embeddings say of each feature. */
export interface Standardizer {
  /** float64[d]. */
  mean: Float64Array
  /** Unbiased standard deviation, float64[d]; exactly 0 for a constant feature. */
  deviation: Float64Array
}

/**
 * Mean and deviation of each feature over the embeddings of all classes together.
 *
 *     mean_j = Σ x_ij / n,   deviation_j = √(Σ (x_ij - mean_j)² / (n - 1))
 *
 * Two passes in float64; the deviation is taken around the mean of the centred values, as PyTorch's `std` of the
 * centred features is, so that rounding in the mean cancels. O(n d).
 *
 * @param x - Embeddings, float32[n, d], n at least 2.
 * @throws RangeError if there are fewer than two rows.
 * @see Jain et al. 2023, section 2.
 * @example
 * fitStandardizer({ data: Float32Array.of(1, 5, 3, 5), rows: 2, cols: 2 }).deviation // => Float64Array [1.4142135623730951, 0]
 */
export function fitStandardizer(x: Matrix): Standardizer {
  if (x.rows < 2) {
    throw new RangeError(`Cannot standardize: ${x.rows} rows, expected at least 2`)
  }
  const mean = columnMeans(x, new Float64Array(x.cols))
  const rest = columnMeans(x, mean)
  const squares = new Float64Array(x.cols)
  for (let row = 0; row < x.rows; row++) {
    for (let col = 0; col < x.cols; col++) {
      const value = x.data[row * x.cols + col] - mean[col] - rest[col]
      squares[col] += value * value
    }
  }
  const isConstant = constantColumns(x)
  return {
    mean,
    deviation: squares.map((sum, col) => (isConstant[col] ? 0 : Math.sqrt(sum / (x.rows - 1)))),
  }
}

/**
 * Features that never varied, by column number. They tell nothing apart and contribute 0 to standardized rows.
 *
 * @example
 * constantFeatures({ mean: Float64Array.of(2, 5), deviation: Float64Array.of(1, 0) }) // => [1]
 */
export function constantFeatures(standardizer: Standardizer): number[] {
  return [...standardizer.deviation.keys()].filter((col) => standardizer.deviation[col] === 0)
}

/**
 * Standardized rows of unit length, what every SVM here is fitted on and applied to. (The reference code of the paper
 * calls the first step whitening.)
 *
 *     z = u / ‖u‖,   u_j = (x_j - mean_j) / deviation_j
 *
 * Kept in float64, since a solver that stops at 1e-3 takes another path on rounded rows. A constant feature
 * contributes 0 and a row of zeros stays one.
 *
 * @param x - Embeddings, float32[n, d].
 * @param rows - Which rows, in the order wanted. @default all
 * @returns Unit rows, float64[m, d].
 * @throws RangeError if the standardizer is of another d.
 * @see Jain et al. 2023, section 2.
 * @example
 * const standardizer = { mean: Float64Array.of(1, 1), deviation: Float64Array.of(2, 1) }
 * standardizedRows({ data: Float32Array.of(7, 5), rows: 1, cols: 2 }, standardizer).data // => Float64Array [0.6, 0.8]
 */
export function standardizedRows(
  x: Matrix,
  { mean, deviation }: Standardizer,
  rows: ArrayLike<number> = Array.from({ length: x.rows }, (_, row) => row),
): Matrix64 {
  const d = x.cols
  if (mean.length !== d) {
    throw new RangeError(`Cannot standardize: ${d} features, expected ${mean.length}`)
  }
  const data = new Float64Array(rows.length * d)
  for (let k = 0; k < rows.length; k++) {
    let squares = 0
    for (let col = 0; col < d; col++) {
      if (deviation[col] === 0) continue
      const value = (x.data[rows[k] * d + col] - mean[col]) / deviation[col]
      data[k * d + col] = value
      squares += value * value
    }
    const norm = Math.sqrt(squares)
    if (norm === 0) continue
    for (let col = 0; col < d; col++) data[k * d + col] /= norm
  }
  return { data, rows: rows.length, cols: d }
}

/** Mean of each column after subtracting an offset. */
function columnMeans(x: Matrix, offset: Float64Array): Float64Array {
  const sums = new Float64Array(x.cols)
  for (let row = 0; row < x.rows; row++) {
    for (let col = 0; col < x.cols; col++) {
      sums[col] += x.data[row * x.cols + col] - offset[col]
    }
  }
  return sums.map((sum) => sum / x.rows)
}

/** Constant by comparison, since a computed deviation of a constant column may be a rounding error. */
function constantColumns(x: Matrix): boolean[] {
  return Array.from({ length: x.cols }, (_, col) => {
    for (let row = 1; row < x.rows; row++) {
      if (x.data[row * x.cols + col] !== x.data[col]) return false
    }
    return true
  })
}
