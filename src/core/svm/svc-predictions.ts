import { type Matrix64, matrixRow } from '../vectors/matrix.ts'
import { dot } from '../vectors/vector.ts'
import type { KernelRows } from './gram.ts'
import type { SvcSolution } from './svc.ts'
import { weightedSum } from './svc-weights.ts'

/** Twice the largest relative error of a number rounded to float32. */
const FLOAT32_ERROR = 2 ** -23

interface FittedData {
  z: Matrix64
  correct: ArrayLike<number>
  /** Of all rows of z. */
  kernel: KernelRows
}

/**
 * Which of some rows an SVM of other rows predicts correct, 1 or 0; a decision value of exactly 0 counts as correct,
 * as in libsvm's `predict`.
 *
 * Where the fit has fewer rows than columns, kernel rows are shorter than z's; they are rounded, so a decision value
 * that their rounding could turn is computed again from z.
 */
export function predictRows(
  data: FittedData,
  rows: readonly number[],
  fitted: readonly number[],
  { duals, bias }: Pick<SvcSolution, 'duals' | 'bias'>,
): number[] {
  const { z, correct, kernel } = data
  const places = Int32Array.from(fitted)
  const factors = new Float64Array(places.length)
  let reach = 0
  for (let k = 0; k < places.length; k++) {
    factors[k] = correct[places[k]] === 1 ? duals[k] : -duals[k]
    reach += duals[k] * Math.sqrt(kernel.diagonal[places[k]])
  }
  let weights: Float64Array | undefined
  const exactValue = (row: number): number => {
    weights ??= weightedSum(z, factors, fitted)
    return dot(matrixRow(z, row), weights) + bias
  }
  if (fitted.length > z.cols) return rows.map((row) => (exactValue(row) < 0 ? 0 : 1))

  return rows.map((row) => {
    const rounded = kernelValue(kernel.row(row), places, factors) + bias
    const doubt = FLOAT32_ERROR * reach * Math.sqrt(kernel.diagonal[row])
    const value = Math.abs(rounded) <= doubt ? exactValue(row) : rounded
    return value < 0 ? 0 : 1
  })
}

function kernelValue(row: Float32Array, places: Int32Array, factors: Float64Array): number {
  let sum = 0
  for (let k = 0; k < places.length; k++) sum += factors[k] * row[places[k]]
  return sum
}
