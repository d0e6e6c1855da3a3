import { type KernelRows, subKernel } from './gram.ts'
import type { Kernels } from './kernels/kernels.ts'
import { solveSvc } from './svc.ts'
import { balancedWeights } from './svc-weights.ts'

/** A linear SVM in terms of the rows of its class, so that it can be applied to any of them by the kernel alone. */
export interface KernelFit {
  C: number
  /** Signed duals, + for correct rows, 0 for rows it was not fitted on; normal = Σ factors_i z_i. float64[n]. */
  factors: Float64Array
}

export interface KernelFitOptions {
  /** Values of C. */
  grid: readonly number[]
  tolerance: number
  kernels: Kernels | undefined
}

/** Fits of some rows, one for each C; undefined if the rows are all on one side. */
export function fitKernel(
  kernel: KernelRows,
  correct: Uint8Array,
  rows: readonly number[],
  { grid, tolerance, kernels }: KernelFitOptions,
): KernelFit[] | undefined {
  const sides = Uint8Array.from(rows, (row) => correct[row])
  if (!sides.includes(0) || !sides.includes(1)) return undefined
  const part = subKernel(kernel, rows)
  const weights = balancedWeights(sides)
  return grid.map((C) => {
    const { duals } = solveSvc(part, sides, { C, weights, tolerance, kernels })
    const factors = new Float64Array(correct.length)
    rows.forEach((row, k) => {
      factors[row] = sides[k] === 1 ? duals[k] : -duals[k]
    })
    return { C, factors }
  })
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
