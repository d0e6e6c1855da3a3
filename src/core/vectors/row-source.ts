import type { Matrix, Matrix64 } from './matrix.ts'
import type { Standardizer } from './standardize.ts'

/** Rows of float64 numbers that are computed when asked for, so that no second copy of them is held. */
export interface RowSource {
  /** n. */
  rows: number
  /** d. */
  cols: number
  /** Writes a row, float64[d]. */
  write(row: number, out: Float64Array): void
}

/**
 * Standardized unit rows, computed one at a time: the rows of {@link standardizedRows}.
 *
 * @param x - Embeddings, float32[n, d].
 * @throws RangeError if the standardizer is of another d.
 * @example
 * const standardizer = { mean: Float64Array.of(1, 1), deviation: Float64Array.of(2, 1) }
 * const out = new Float64Array(2)
 * unitRowSource({ data: Float32Array.of(7, 5), rows: 1, cols: 2 }, standardizer).write(0, out)
 * out // => Float64Array [0.6, 0.8]
 */
export function unitRowSource(x: Matrix, { mean, deviation }: Standardizer): RowSource {
  const { data, rows, cols } = x
  if (mean.length !== cols) {
    throw new RangeError(`Cannot standardize: ${cols} features, expected ${mean.length}`)
  }
  // Divided by infinity, a constant feature gives 0.
  const divisor = deviation.map((value) => (value === 0 ? Number.POSITIVE_INFINITY : value))
  return {
    rows,
    cols,
    write(row, out) {
      const from = row * cols
      let squares = 0
      for (let col = 0; col < cols; col++) {
        const value = (data[from + col] - mean[col]) / divisor[col]
        out[col] = value
        squares += value * value
      }
      const norm = Math.sqrt(squares)
      if (norm === 0) return
      for (let col = 0; col < cols; col++) out[col] /= norm
    },
  }
}

/**
 * All rows of a source at once, float64[n, d].
 *
 * @example
 * allRows({ rows: 2, cols: 1, write: (row, out) => { out[0] = row } }).data // => Float64Array [0, 1]
 */
export function allRows({ rows, cols, write }: RowSource): Matrix64 {
  const data = new Float64Array(rows * cols)
  for (let row = 0; row < rows; row++) write(row, data.subarray(row * cols, (row + 1) * cols))
  return { data, rows, cols }
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
  standardizer: Standardizer,
  rows?: ArrayLike<number>,
): Matrix64 {
  const source = unitRowSource(x, standardizer)
  if (rows === undefined) return allRows(source)
  return allRows({
    ...source,
    rows: rows.length,
    write: (place, out) => source.write(rows[place], out),
  })
}
