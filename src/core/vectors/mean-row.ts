import type { Matrix64 } from './matrix.ts'

/**
 * Mean of some rows, float64[d]; zeros for none.
 *
 * @example
 * meanRow({ data: Float64Array.of(1, 2, 3, 6), rows: 2, cols: 2 }, [0, 1]) // => Float64Array [2, 4]
 */
export function meanRow({ data, cols }: Matrix64, rows: readonly number[]): Float64Array {
  const mean = new Float64Array(cols)
  for (const row of rows) {
    for (let col = 0; col < cols; col++) mean[col] += data[row * cols + col] / rows.length
  }
  return mean
}
