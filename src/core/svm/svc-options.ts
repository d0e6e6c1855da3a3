import type { Kernels } from './kernels/kernels.ts'

export interface SvcOptions {
  /** Price of a margin violation, above 0. */
  C: number
  /** Factors on C for the rows of each side: see `balancedWeights`. */
  weights: readonly [wrong: number, correct: number]
  /** Largest violation of the optimality conditions, in units of the decision value. @default 1e-3 */
  tolerance?: number | undefined
  /** @default Infinity */
  maxIterations?: number
  /** Inner loops. @default WASM SIMD where it runs, else plain. */
  kernels?: Kernels | undefined
}
