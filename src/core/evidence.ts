import { type AurocEstimate, aurocEstimate } from './auroc.ts'
import { balancedAccuracy } from './balanced-accuracy.ts'
import type { FoldedClass } from './fold-fits.ts'
import type { KernelRows } from './gram.ts'
import { type KernelFit, kernelScores, middleBias } from './kernel-fit.ts'
import { mannWhitney } from './mann-whitney.ts'
import { normalTail } from './normal-distribution.ts'

/** A fit and the kernel it belongs to. */
export interface Learned {
  kernel: KernelRows
  fit: KernelFit
}

/** Learns from the rows of some folds, whatever that takes; undefined if they are all on one side. */
export type Learner = (folds: readonly number[]) => Learned | undefined

export interface Evidence extends AurocEstimate {
  /** Out of fold, at the threshold each fit sets itself. */
  balancedAccuracy: number
  /** One-sided: how easily chance alone ranks as well. */
  p: number
}

/**
 * What unseen folds say of a learner: cross-validated AUROC and balanced accuracy, and a p-value that is valid.
 *
 * Cross-validation alone gives none: two folds see each other's labels through their training sets, which doubles the
 * variance of the pooled AUROC when there is nothing to find (10-12 % false alarms at 5 %, measured). In sequence, fold
 * k tested after learning from folds 0 to k - 1 only, the rank statistics are independent under the null hypothesis
 * whatever is learned; summed with weights √(training rows) / deviation they are standard normal. p is the larger of
 * the two, so that nothing is significant that does not show in the AUROC.
 *
 * @returns undefined if no fold can be tested.
 * @see Dawid 1984, "Statistical theory: the prequential approach"; Bengio & Grandvalet 2004, "No unbiased estimator of
 *   the variance of k-fold cross-validation".
 */
export function evidenceOf(data: FoldedClass, learn: Learner): Evidence | undefined {
  const { correct, foldOfRow, clusters } = data
  const folds = [...data.rowsOfFold.keys()]
  const crossed = folds.flatMap((fold) => {
    const others = folds.filter((other) => other !== fold)
    return testFold(data, learn, others, fold) ?? []
  })
  const rows = crossed.flatMap((test) => test.rows)
  const sides = rows.map((row) => correct[row])
  const estimate = aurocEstimate(
    crossed.flatMap((test) => [...test.scores]),
    sides,
    {
      strata: rows.map((row) => foldOfRow[row]),
      clusters: clusters && rows.map((row) => clusters[row]),
    },
  )
  if (Number.isNaN(estimate.auroc)) return undefined

  const inSequence = folds.flatMap(
    (fold) => testFold(data, learn, folds.slice(0, fold), fold) ?? [],
  )
  return {
    ...estimate,
    balancedAccuracy: balancedAccuracy(
      sides,
      crossed.flatMap((test) => test.predicted),
    ),
    p: Math.max(
      tailOf(crossed, () => 1),
      tailOf(inSequence, ({ variance, trained }) => Math.sqrt(trained / variance)),
    ),
  }
}

/** A fold tested with what was learned from others. */
interface FoldTest {
  rows: readonly number[]
  scores: Float64Array
  /** 1 where the row is on the correct side of the bias. */
  predicted: number[]
  excess: number
  variance: number
  /** Number of training rows. */
  trained: number
}

function testFold(
  data: FoldedClass,
  learn: Learner,
  trainFolds: readonly number[],
  fold: number,
): FoldTest | undefined {
  const learned = trainFolds.length > 0 ? learn(trainFolds) : undefined
  if (!learned) return undefined
  const { correct, rowsOfFold, clusters } = data
  const { kernel, fit } = learned
  const rows = rowsOfFold[fold]
  const trainRows = trainFolds.flatMap((other) => rowsOfFold[other])
  const trainScores = kernelScores(kernel, fit, trainRows)
  const bias = middleBias(
    trainScores,
    trainRows.map((row) => correct[row]),
  )
  const scores = kernelScores(kernel, fit, rows)
  const { excess, variance } = mannWhitney(
    scores,
    rows.map((row) => correct[row]),
    clusters && rows.map((row) => clusters[row]),
  )
  const predicted = Array.from(scores, (score) => (score + bias > 0 ? 1 : 0))
  return { rows, scores, predicted, excess, variance, trained: trainRows.length }
}

/** Chance that a weighted sum of rank statistics is as large; 1 if there is none that could vary. */
function tailOf(tests: readonly FoldTest[], weightOf: (test: FoldTest) => number): number {
  let sum = 0
  let variance = 0
  for (const test of tests) {
    if (test.variance === 0) continue
    const weight = weightOf(test)
    sum += weight * test.excess
    variance += weight * weight * test.variance
  }
  return variance === 0 ? 1 : normalTail(sum / Math.sqrt(variance))
}
