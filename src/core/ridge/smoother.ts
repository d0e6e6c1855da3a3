import type { Panel } from '../svm/kernels/panels.ts'
import type { RowSource } from '../vectors/row-source.ts'

/** Rows that are written at a time: the numbers of a line of the cache. */
const SIDE_BY_SIDE = 8

/** Targets that are smoothed by one product. */
export const TARGETS_AT_ONCE = 32

/** The matrix H that takes the targets of a ridge to its fitted values. Its memory is taken back by the next one. */
export interface Smoother {
  /** H_ii, the share that a row has in its own fitted value, float64[n]. */
  leverage: Float64Array
  /** Centred targets in columns, [n, TARGETS_AT_ONCE]. */
  targets: Panel
  /** H targets, of the same shape, in the columns that were smoothed. */
  fitted: Panel
  /** Smooths the first so many targets, a multiple of 4. */
  smooth(count: number): void
  /** Weights of a target and its fitted values, float64[d]. */
  weights(y: Float64Array, fitted: Float64Array): Float64Array
}

/** What rows were centred by. */
export interface Centre {
  /** float64[d]. */
  mean: Float64Array
  /** λ: so many times the total variance of the rows. */
  penalty: number
}

/** Writes centred rows to a panel, one row of it a row, or with `isTransposed` a column. */
export function writeCentred(
  source: RowSource,
  { data, stride }: Panel,
  variances: number,
  isTransposed = false,
): Centre {
  const { rows: n, cols: d } = source
  // From the first row on: a feature that does not vary is then exactly 0.
  const first = new Float64Array(d)
  const shift = new Float64Array(d)
  source.write(0, first)
  const [step, next] = isTransposed ? [1, stride] : [stride, 1]
  // Some rows at a time, so that what is written side by side is written together.
  const some = new Float64Array(SIDE_BY_SIDE * d)
  for (let i = 0; i < n; i += SIDE_BY_SIDE) {
    const count = Math.min(SIDE_BY_SIDE, n - i)
    for (let k = 0; k < count; k++) source.write(i + k, some.subarray(k * d, (k + 1) * d))
    for (let j = 0; j < d; j++) {
      const to = i * step + j * next
      for (let k = 0; k < count; k++) {
        const value = some[k * d + j]
        data[to + k * step] = value
        shift[j] += value - first[j]
      }
    }
  }
  const mean = first.map((value, j) => value + shift[j] / n)
  let trace = 0
  const [lines, length] = isTransposed ? [d, n] : [n, d]
  for (let line = 0; line < lines; line++) {
    for (let k = 0; k < length; k++) {
      const value = data[line * stride + k] - mean[isTransposed ? line : k]
      data[line * stride + k] = value
      trace += value * value
    }
  }
  // Rows that are all the same tell nothing apart: any penalty leaves every weight at 0.
  return { mean, penalty: (variances * trace) / (n - 1) || 1 }
}
