import type { KernelRows } from './gram.ts'
import type { Matrix64 } from './matrix.ts'
import type { SvcSolution } from './svc.ts'

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
  const factors = duals.map((dual, k) => (correct[fitted[k]] === 1 ? dual : -dual))
  let weights: Float64Array | undefined
  const exactValue = (row: number): number => {
    weights ??= weightsOf(z, fitted, factors)
    return rowTimes(z, row, weights) + bias
  }
  if (fitted.length > z.cols) return rows.map((row) => (exactValue(row) < 0 ? 0 : 1))

  const reach = fitted.reduce((sum, row, k) => sum + duals[k] * Math.sqrt(kernel.diagonal[row]), 0)
  return rows.map((row) => {
    const kernelRow = kernel.row(row)
    let value = bias
    for (let k = 0; k < fitted.length; k++) value += factors[k] * kernelRow[fitted[k]]
    const doubt = FLOAT32_ERROR * reach * Math.sqrt(kernel.diagonal[row])
    if (Math.abs(value) <= doubt) value = exactValue(row)
    return value < 0 ? 0 : 1
  })
}

function weightsOf(
  { data, cols }: Matrix64,
  rows: readonly number[],
  factors: Float64Array,
): Float64Array {
  const weights = new Float64Array(cols)
  rows.forEach((row, k) => {
    const factor = factors[k]
    if (factor === 0) return
    const from = row * cols
    for (let col = 0; col < cols; col++) weights[col] += factor * data[from + col]
  })
  return weights
}

function rowTimes({ data, cols }: Matrix64, row: number, weights: Float64Array): number {
  const from = row * cols
  let sum = 0
  for (let col = 0; col < cols; col++) sum += data[from + col] * weights[col]
  return sum
}
