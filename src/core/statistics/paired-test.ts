import type { Matrix64 } from '../vectors/matrix.ts'
import { studentQuantile, studentTwoSided } from './student-t.ts'

export interface PairedResult {
  /** Mean difference. */
  mean: number
  /** 95 % interval of the mean. */
  low: number
  high: number
  /** Two-sided; NaN if nothing varies and so nothing can be said. */
  p: number
}

/**
 * Whether one way of training beats another, from the same seeds judged on the same examples.
 *
 *     t = mean / √(v_s / s + v_n / n)
 *
 * v_s is the variance of the s seeds' mean differences, v_n that of the n examples' mean differences. The claim is about
 * new seeds *and* new images, so both count as drawn at random; what they share is counted twice, which errs on the side
 * of saying nothing. Degrees of freedom by Satterthwaite: s - 1 if the seeds dominate, n - 1 if the examples do. With
 * one seed, or seeds that change nothing, it is the paired t test over examples. O(s·n).
 *
 * @param differences - A measure of one way minus the other's, float64[s, n]: a row a seed, a column an example.
 * @throws RangeError if there is no seed or no example.
 * @see Satterthwaite 1946, "An approximate distribution of estimates of variance components".
 * @example
 * pairedTest({ data: Float64Array.of(1, 0, 1, 0, 1, 0), rows: 1, cols: 6 }).mean // => 0.5
 */
export function pairedTest({ data, rows, cols }: Matrix64): PairedResult {
  if (rows === 0 || cols === 0) throw new RangeError(`${rows} seeds and ${cols} examples`)
  const bySeed = new Float64Array(rows)
  const byExample = new Float64Array(cols)
  for (let s = 0; s < rows; s += 1) {
    for (let i = 0; i < cols; i += 1) {
      bySeed[s] += data[s * cols + i] / cols
      byExample[i] += data[s * cols + i] / rows
    }
  }
  const mean = bySeed.reduce((sum, value) => sum + value, 0) / rows
  const [seeds, examples] = [varianceOfMean(bySeed), varianceOfMean(byExample)]
  const variance = seeds + examples
  if (!(variance > 1e-30)) {
    const p = Math.abs(mean) > 1e-15 ? Number.NaN : 1
    return { mean, low: mean, high: mean, p }
  }
  const part = (v: number, count: number) => (v > 0 ? v ** 2 / (count - 1) : 0)
  const df = variance ** 2 / (part(seeds, rows) + part(examples, cols))
  const error = Math.sqrt(variance)
  const reach = studentQuantile(0.95, df) * error
  return { mean, low: mean - reach, high: mean + reach, p: studentTwoSided(mean / error, df) }
}

function varianceOfMean(values: Float64Array): number {
  const n = values.length
  if (n < 2) return 0
  const mean = values.reduce((sum, value) => sum + value, 0) / n
  return values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (n - 1) / n
}
