import { type AurocEstimate, aurocEstimate } from '../statistics/auroc.ts'
import { balancedAccuracy } from '../statistics/balanced-accuracy.ts'
import { rankSumTail } from '../statistics/rank-sum-tail.ts'
import { kernelScores } from '../svm/kernel-fit.ts'
import { type FoldedClass, type Learned, rankTest } from './fold-fits.ts'

/** Learns from some folds, whatever that takes; undefined if it cannot. */
export type Learner = (folds: readonly number[]) => Learned | undefined

/** What cross-validation says of a learner. */
export interface CrossValidation extends AurocEstimate {
  /** At the threshold that each fit sets itself. */
  balancedAccuracy: number
  /** One-sided, as if the folds were independent: too small, and no evidence by itself. */
  p: number
}

/**
 * Ratio of the variance of a cross-validated AUROC to DeLong's, because folds see each other's labels in training: 2 for
 * a weak failure (every term of the sum comes twice), about 1 for a plain one. Without it the interval is too narrow.
 */
const SHARED_TRAINING = 2

/**
 * Tests each fold with what was learned from all others; rows are ranked within their fold only.
 *
 * @returns undefined if no fold can be tested.
 */
export function crossValidate(data: FoldedClass, learn: Learner): CrossValidation | undefined {
  const folds = Array.from({ length: data.folds }, (_, fold) => fold)
  const tests = folds.flatMap((fold) => {
    const learned = learn(folds.filter((other) => other !== fold))
    if (!learned) return []
    const { material, fit, bias } = learned
    const rows = material.rowsOfFold[fold]
    const values = kernelScores(material.kernel, fit, rows).map((score) => score + bias)
    return { rows, values, ranks: rankTest(data, material, fit, fold) }
  })
  const { correct, foldOfRow, clusters } = data
  const rows = tests.flatMap((test) => test.rows)
  const values = tests.flatMap((test) => [...test.values])
  const sides = rows.map((row) => correct[row])
  const estimate = aurocEstimate(values, sides, {
    strata: rows.map((row) => foldOfRow[row]),
    clusters: clusters && rows.map((row) => clusters[row]),
    inflation: SHARED_TRAINING,
  })
  if (Number.isNaN(estimate.auroc)) return undefined
  return {
    ...estimate,
    balancedAccuracy: balancedAccuracy(
      sides,
      values.map((value) => (value > 0 ? 1 : 0)),
    ),
    p: rankSumTail(tests.map(({ ranks }) => ({ ...ranks, weight: 1 }))),
  }
}
