import type { Matrix64 } from '../../vectors/matrix.ts'

/**
 * The inner loops of the SVM, behind one interface with two implementations that agree to the last bit:
 * plain TypeScript, the reference, and WASM SIMD. Everything around them is written once.
 *
 * A dot product is always the sum over even columns plus the sum over odd columns, each in ascending order:
 * two SIMD lanes, so both implementations round alike.
 */
export interface Kernels {
  /** Writes z zᵀ, rounded to float32, into `gram` (float32[n, n]) and its unrounded diagonal into `diagonal`. */
  gram(z: Matrix64, gram: Float32Array, diagonal: Float64Array): void
  /** Keeps z at hand; the returned function writes z z_i, rounded to float32, into `out` (float32[n]). */
  products(z: Matrix64): (row: number, out: Float32Array) => void
  /** Zeroed working memory of one solve over n rows; the next call takes it back. */
  workspace(n: number): SvcWorkspace
}

/** Arrays of one solve, by row, and the passes over them. Only the solver writes to the arrays. */
export interface SvcWorkspace {
  /** Score of each row: minus its label times its gradient, float64[n]. */
  scores: Float64Array
  /** 0 where label times dual may grow, -Infinity elsewhere. */
  up: Float64Array
  /** 0 where label times dual may fall, +Infinity elsewhere. */
  low: Float64Array
  diagonal: Float64Array
  /** Place of each row in the solver's order, which settles ties. */
  position: Int32Array
  /** Kernel rows of the current pair, float32[n]. */
  rowI: Float32Array
  rowJ: Float32Array
  /** Two sums over rows, float64[n], for rebuilding scores. */
  settled: Float64Array
  rebuilt: Float64Array
  /** Highest score among rows that may go up, lowest among rows that may go down; set by `step`. */
  extremes: Float64Array
  /** scores -= rowI u + rowJ v, then finds the extremes. */
  step(u: number, v: number): void
  /** Row that may go up with exactly this score, the last one in the solver's order; -1 if none. */
  lastUp(score: number): number
  /** Row whose joint move with row i gains most (second order), the last one in order; -1 if none. */
  partner(i: number): number
  /** target -= rowI c, for one of the two sums. */
  subtractRow(target: Float64Array, c: number): void
}

/** Stands in for a curvature that is not positive, as in Fan, Chen & Lin 2005. */
export const TINY_CURVATURE = 1e-12
