import { deflateKernel } from './deflate-kernel.ts'
import type { KernelRows } from './gram.ts'

/** A linear SVM in terms of the rows of its class, so that it can be applied to any of them by the kernel alone. */
export interface KernelFit {
  C: number
  /** Signed duals, + for correct rows, 0 for rows it was not fitted on; normal = Σ factors_i z_i. float64[n]. */
  factors: Float64Array
}

/** A fit and the kernel it belongs to. */
export interface Learned {
  kernel: KernelRows
  fit: KernelFit
}

/** Values of normal · z of some rows, without a bias. O(rows × support vectors). */
export function kernelScores(
  kernel: KernelRows,
  { factors }: KernelFit,
  rows: readonly number[],
): Float64Array {
  const support = Int32Array.from(factors.keys()).filter((row) => factors[row] !== 0)
  const weights = Float64Array.from(support, (row) => factors[row])
  return Float64Array.from(rows, (row) => {
    const products = kernel.row(row)
    let sum = 0
    for (let k = 0; k < support.length; k++) sum += weights[k] * products[support[k]]
    return sum
  })
}

/**
 * Bias that puts zero halfway between the mean scores of wrong and of correct rows.
 *
 * The SVM's own bias is any number of an interval while C is small and all duals are at their bounds; this one is
 * always defined and divides out of fold at least as well.
 */
export function middleBias(scores: Float64Array, correct: ArrayLike<number>): number {
  const sums = [0, 0]
  const counts = [0, 0]
  scores.forEach((score, row) => {
    sums[correct[row]] += score
    counts[correct[row]] += 1
  })
  return -(sums[0] / counts[0] + sums[1] / counts[1]) / 2
}

/** The kernel without what a fit has found in it; undefined if the fit has no direction. */
export function withoutFit({ kernel, fit }: Learned): KernelRows | undefined {
  const scores = kernelScores(kernel, fit, [...fit.factors.keys()])
  const norm = Math.sqrt(fit.factors.reduce((sum, factor, row) => sum + factor * scores[row], 0))
  if (!(norm > 0)) return undefined
  return deflateKernel(
    kernel,
    scores.map((score) => score / norm),
  )
}
