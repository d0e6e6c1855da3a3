import { balancedAccuracy } from '../statistics/balanced-accuracy.ts'
import { type GramOptions, gramMatrix, type KernelRows, subKernel } from '../svm/gram.ts'
import { type SvcSolution, solveSvc } from '../svm/svc.ts'
import { predictRows } from '../svm/svc-predictions.ts'
import { balancedWeights, svcWeights } from '../svm/svc-weights.ts'
import type { Matrix64 } from '../vectors/matrix.ts'
import { stratifiedFolds } from './stratified-folds.ts'

/**
 * The paper's grid of C, `np.logspace(-6, 0, 7)`, to the last bit as NumPy computes it with AVX-512.
 *
 * The last bit matters: where every dual sits at its bound, rounding alone decides whether one counts as free, which
 * moves the bias by about 1 and with it the cross-validated accuracy. On a CPU without AVX-512 NumPy gives the decimal
 * numbers, 1e-5 and 0.1; pass those as `grid` to reproduce results from such a machine.
 */
export const FAITHFUL_GRID: readonly number[] = [
  1e-6, 9.999999999999999e-6, 9.999999999999999e-5, 1e-3, 1e-2, 0.09999999999999999, 1,
]

export interface FaithfulOptions extends GramOptions {
  /** Values of C to try, ascending. @default FAITHFUL_GRID */
  grid?: readonly number[] | undefined
  /** @default 2 */
  folds?: number | undefined
  /** Solver's tolerance. @default 1e-3, libsvm's */
  tolerance?: number | undefined
}

/** A class with fewer errors or fewer correct rows than folds cannot be cross-validated: an ordinary result. */
export type FaithfulFit =
  | { state: 'not-enough-errors'; errors: number }
  | {
      state: 'ok'
      errors: number
      /** The smallest C of the best cross-validated balanced accuracy. */
      C: number
      /** Normal of the hyperplane, not normalized, float64[d]; positive = the easy side. */
      weights: Float64Array
      bias: number
      balancedAccuracy: number
      /** One value for each C of the grid. */
      balancedAccuracyByC: number[]
    }

/**
 * The paper's fit of one class: C by cross-validated balanced accuracy over unshuffled stratified folds, then a refit
 * on all rows. Reproduces scikit-learn's `cross_val_score` over `SVC(kernel='linear', class_weight='balanced')`.
 *
 * Every fit starts cold: at tolerance 1e-3 the answer depends on the path, and libsvm starts at zero.
 *
 * @param z - Standardized unit rows of one true class, in dataset order, float64[n, d].
 * @param correct - 1 where the model was right, uint8[n].
 * @throws RangeError if there is not one flag a row.
 * @see Jain et al. 2023, section 2, and Pedregosa et al. 2011, "Scikit-learn: Machine Learning in Python".
 * @example
 * const z = { data: Float64Array.of(-1, -1, 1, 1), rows: 4, cols: 1 }
 * const fit = fitFaithful(z, Uint8Array.of(0, 0, 1, 1))
 * fit.state === 'ok' && fit.balancedAccuracy // => 1
 */
export function fitFaithful(
  z: Matrix64,
  correct: Uint8Array,
  options: FaithfulOptions = {},
): FaithfulFit {
  const { grid = FAITHFUL_GRID, folds = 2 } = options
  if (correct.length !== z.rows) {
    throw new RangeError(`Cannot fit a class: ${correct.length} flags, expected ${z.rows}`)
  }
  const errors = correct.reduce((sum, value) => sum + (value === 1 ? 0 : 1), 0)
  if (errors < folds || z.rows - errors < folds) return { state: 'not-enough-errors', errors }

  const kernel = gramMatrix(z, options)
  const foldOfRow = stratifiedFolds(correct, folds)
  const scores = Array.from({ length: folds }, (_, fold) => {
    const isTested = (row: number): boolean => foldOfRow[row] === fold
    return foldScores({ z, correct, kernel }, isTested, grid, options)
  })
  const byC = grid.map((_, k) => scores.reduce((sum, fold) => sum + fold[k], 0) / folds)
  const best = Math.max(...byC)
  const C = grid[byC.indexOf(best)]
  const { duals, bias } = fitRows(
    { z, correct, kernel },
    rowsWhere(z.rows, () => true),
    C,
    options,
  )
  const weights = svcWeights(z, correct, duals)
  return { state: 'ok', errors, C, weights, bias, balancedAccuracy: best, balancedAccuracyByC: byC }
}

interface ClassData {
  z: Matrix64
  correct: Uint8Array
  kernel: KernelRows
}

/** Balanced accuracy on the tested rows after a fit on all others, for each C. */
function foldScores(
  data: ClassData,
  isTested: (row: number) => boolean,
  grid: readonly number[],
  options: FaithfulOptions,
): number[] {
  const train = rowsWhere(data.z.rows, (row) => !isTested(row))
  const test = rowsWhere(data.z.rows, isTested)
  const truth = test.map((row) => data.correct[row])
  const kernel = subKernel(data.kernel, train, options.budget)
  return grid.map((C) => {
    const solution = fitRows({ ...data, kernel }, train, C, options)
    return balancedAccuracy(truth, predictRows(data, test, train, solution))
  })
}

/** SVM of some rows, whose kernel is given. */
function fitRows(
  { correct, kernel }: ClassData,
  rows: readonly number[],
  C: number,
  { tolerance, kernels }: FaithfulOptions,
): SvcSolution {
  const flags = Uint8Array.from(rows, (row) => correct[row])
  return solveSvc(kernel, flags, { C, weights: balancedWeights(flags), tolerance, kernels })
}

function rowsWhere(n: number, test: (row: number) => boolean): number[] {
  return Array.from({ length: n }, (_, row) => row).filter(test)
}
