import type { Matrix64 } from './matrix.ts'

/** Mean of some rows, float64[d]; zeros for none. */
export function meanRow({ data, cols }: Matrix64, rows: readonly number[]): Float64Array {
  const mean = new Float64Array(cols)
  for (const row of rows) {
    for (let col = 0; col < cols; col++) mean[col] += data[row * cols + col] / rows.length
  }
  return mean
}
