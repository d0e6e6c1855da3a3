import type { PanelKernels } from '../svm/kernels/panels.ts'
import { panelKernels } from '../svm/kernels/wasm-panels.ts'
import type { Matrix } from '../vectors/matrix.ts'
import type { Standardizer } from '../vectors/standardize.ts'

/** Rows that are enough to measure how features correlate; of more, as many evenly spaced ones are taken. */
export const MOST_ROWS = 4096

/**
 * A standardizer that divides by a power of the deviation, the smaller the more features correlate.
 *
 *     u_j = (x_j - mean_j) / deviation_j^q,   q = (1 - D) / 2,   D = Σ_j S_jj² / Σ_jk S_jk²
 *
 * S is the covariance of the features: D = 1 and q = 0 where none correlate, so that scale means something; towards q = 1/2
 * where all do (CLIP: D about .22, q about .39). q = 1 would be the paper's. No label is looked at. O(n d² / 2).
 *
 * @param standardizer - Mean and deviation of the reference rows.
 * @param x - Reference rows, float32[n, d], or an even sample of them.
 * @returns The same mean; the deviation to the power of q, 0 for a constant feature.
 * @throws RangeError if the standardizer is of another d.
 * @example
 * const x = { data: Float32Array.of(0, 0, 4, 4, 0, 0, 4, 4), rows: 4, cols: 2 }
 * const soft = softenStandardizer(fitStandardizer(x), x)
 * soft.power // => 0.25
 */
export function softenStandardizer(
  { mean, deviation }: Standardizer,
  x: Matrix,
  kernels: PanelKernels = panelKernels,
): Standardizer & { power: number } {
  if (mean.length !== x.cols) {
    throw new RangeError(`Cannot standardize: ${x.cols} features, expected ${mean.length}`)
  }
  const { cols } = x
  const rows = Math.min(x.rows, MOST_ROWS)
  const [centred, covariance] = kernels.panels([
    [rows, cols],
    [cols, cols],
  ])
  for (let row = 0; row < rows; row++) {
    const from = Math.floor((row * x.rows) / rows) * cols
    for (let col = 0; col < cols; col++) {
      centred.data[row * centred.stride + col] = x.data[from + col] - mean[col]
    }
  }
  kernels.multiplyAdd(covariance, centred, centred, { isTransposed: true, isUpper: true })
  let diagonal = 0
  let all = 0
  for (let i = 0; i < cols; i++) {
    diagonal += covariance.data[i * covariance.stride + i] ** 2
    for (let j = i; j < cols; j++) {
      all += (i === j ? 1 : 2) * covariance.data[i * covariance.stride + j] ** 2
    }
  }
  const power = all === 0 ? 0 : (1 - diagonal / all) / 2
  return { mean, deviation: deviation.map((value) => (value === 0 ? 0 : value ** power)), power }
}
