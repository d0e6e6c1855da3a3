/**
 * Rows of float32 numbers, row-major: value (r, c) stands at `data[r * cols + c]`.
 *
 * An interface and not a class: it can be posted to a worker, frozen and printed. Storage is float32;
 * sums over it are held in float64.
 */
export interface Matrix {
  data: Float32Array
  rows: number
  cols: number
}

/** Rows of float64 numbers, row-major: standardized embeddings, where the last digits decide a fit. */
export interface Matrix64 {
  data: Float64Array
  rows: number
  cols: number
}

/**
 * One row of a matrix, as a view: writing to it writes to the matrix.
 *
 * @param x - float32[n, d] or float64[n, d].
 * @param row - 0 to n - 1.
 * @returns float32[d] or float64[d].
 * @example
 * matrixRow({ data: Float32Array.of(1, 2, 3, 4), rows: 2, cols: 2 }, 1) // => Float32Array [3, 4]
 */
export function matrixRow<T extends Matrix | Matrix64>(x: T, row: number): T['data'] {
  return x.data.subarray(row * x.cols, (row + 1) * x.cols)
}

/** Some rows of a matrix, copied, in the order given: float32[m, d]. */
export function takeRows(x: Matrix, rows: ArrayLike<number>): Matrix {
  const data = new Float32Array(rows.length * x.cols)
  for (let i = 0; i < rows.length; i++) data.set(matrixRow(x, rows[i]), i * x.cols)
  return { data, rows: rows.length, cols: x.cols }
}

/** Matrices of equal width, one below the other, copied; one without rows need not have a width. */
export function stackRows(parts: readonly Matrix[]): Matrix {
  const rows = parts.reduce((sum, part) => sum + part.rows, 0)
  const cols = Math.max(0, ...parts.map((part) => part.cols))
  const data = new Float32Array(rows * cols)
  let at = 0
  for (const part of parts) {
    data.set(part.data.subarray(0, part.rows * part.cols), at)
    at += part.rows * part.cols
  }
  return { data, rows, cols }
}
