import type { Kernels } from './kernels/kernels.ts'

export interface SvcOptions {
  /** Price of a margin violation, above 0. */
  C: number
  /** Factors on C for the rows of each side: see `balancedWeights`. */
  weights: readonly [wrong: number, correct: number]
  /** Largest violation of the optimality conditions, in units of the decision value. @default 1e-3 */
  tolerance?: number | undefined
  /**
   * Duals to start from, float64[n], each at least 0: those of a solution at another C times the ratio of the two C.
   * They must balance: the sums over the two sides are equal. @default all 0
   */
  start?: Float64Array
  /**
   * A dual within this share of its bound is put exactly on it. Above 0 a rounding error cannot leave a dual
   * just inside its bound, so the bias no longer depends on the path; 0 is libsvm's behaviour. @default 0
   */
  snap?: number
  /** @default Infinity */
  maxIterations?: number
  /** Inner loops. @default WASM SIMD where it runs, else plain. */
  kernels?: Kernels | undefined
}
