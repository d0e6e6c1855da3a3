import { type AurocEstimate, aurocEstimate } from './auroc.ts'
import { balancedAccuracy } from './balanced-accuracy.ts'
import { type FoldedClass, foldFits, sidesOf } from './fold-fits.ts'
import type { KernelRows } from './gram.ts'
import { kernelScores, type Learned, middleBias } from './kernel-fit.ts'
import { mannWhitney, type RankExcess } from './mann-whitney.ts'
import { normalTail } from './normal-distribution.ts'

/** Learns from the rows of some folds, whatever that takes; undefined if they are all on one side. */
export type Learner = (folds: readonly number[]) => Learned | undefined

/** What cross-validation says of a learner. */
export interface CrossValidation extends AurocEstimate {
  /** At the threshold that each fit sets itself. */
  balancedAccuracy: number
  /** One-sided, as if the folds were independent: too small, and no evidence by itself. */
  p: number
}

/**
 * Tests each fold with what was learned from all others; ranks are compared within a fold only.
 *
 * @returns undefined if no fold can be tested.
 */
export function crossValidate(data: FoldedClass, learn: Learner): CrossValidation | undefined {
  const folds = [...data.rowsOfFold.keys()]
  const tests = folds.flatMap((fold) => {
    const trainFolds = folds.filter((other) => other !== fold)
    const learned = learn(trainFolds)
    return learned ? testFold(data, learned, trainFolds, fold) : []
  })
  const rows = tests.flatMap((test) => test.rows)
  const { foldOfRow, clusters } = data
  const sides = sidesOf(data, rows)
  const estimate = aurocEstimate(
    tests.flatMap((test) => [...test.scores]),
    sides,
    {
      strata: rows.map((row) => foldOfRow[row]),
      clusters: clusters && rows.map((row) => clusters[row]),
    },
  )
  if (Number.isNaN(estimate.auroc)) return undefined
  const predicted = tests.flatMap((test) => test.predicted)
  return {
    ...estimate,
    balancedAccuracy: balancedAccuracy(sides, predicted),
    p: tailOf(tests.map((test) => ({ ...test.ranks, weight: 1 }))),
  }
}

interface FoldTest {
  rows: readonly number[]
  scores: Float64Array
  /** 1 where the row is on the correct side of the bias. */
  predicted: number[]
  ranks: RankExcess
}

function testFold(
  data: FoldedClass,
  { kernel, fit }: Learned,
  trainFolds: readonly number[],
  fold: number,
): FoldTest {
  const rows = data.rowsOfFold[fold]
  const trainRows = trainFolds.flatMap((other) => data.rowsOfFold[other])
  const bias = middleBias(kernelScores(kernel, fit, trainRows), sidesOf(data, trainRows))
  const scores = kernelScores(kernel, fit, rows)
  const predicted = Array.from(scores, (score) => (score + bias > 0 ? 1 : 0))
  return { rows, scores, predicted, ranks: rankTest(data, scores, rows) }
}

function rankTest(data: FoldedClass, scores: Float64Array, rows: readonly number[]): RankExcess {
  const { clusters } = data
  return mannWhitney(scores, sidesOf(data, rows), clusters && rows.map((row) => clusters[row]))
}

/** The fits that a sequence of blocks led to, and how surprising their success is. */
export interface SequentialTest {
  /** One-sided and valid. */
  p: number
  /** What was learned from the blocks before each block, with the C that had done best until then. */
  learned: (Learned | undefined)[]
}

/**
 * p-value of "errors can be told apart", from blocks tested in sequence: block k with what was learned from blocks 0 to
 * k - 1, C being the one that did best on the blocks before.
 *
 * Cross-validation gives no valid p: two folds see each other's labels through their training sets, which doubles the
 * variance of a pooled AUROC when there is nothing to find (10 to 12 % false alarms at 5 %, measured). In sequence, the
 * rank statistic of a block has a known distribution whatever was learned before it, so the statistics are independent
 * under the null hypothesis, and their sum, weighted by √(training rows) / deviation, is standard normal.
 *
 * @param data - Cut into blocks.
 * @param kernels - Of the class, as each block may know it; undefined = the block is left out.
 * @see Dawid 1984, "Statistical theory: the prequential approach"; Bengio & Grandvalet 2004, "No unbiased estimator of
 *   the variance of k-fold cross-validation".
 */
export function sequentialTest(
  data: FoldedClass,
  kernels: readonly (KernelRows | undefined)[],
): SequentialTest {
  const gains = new Float64Array(data.grid.length)
  const tests: WeightedExcess[] = []
  const learned = kernels.map((kernel, block) => {
    const before = data.rowsOfFold.slice(0, block)
    const fits = kernel && foldFits(data, kernel).fitsOn([...before.keys()])
    if (!kernel || !fits) return undefined
    const trained = before.reduce((sum, rows) => sum + rows.length, 0)
    const results = fits.map((fit) => {
      const rows = data.rowsOfFold[block]
      const ranks = rankTest(data, kernelScores(kernel, fit, rows), rows)
      return { ...ranks, weight: ranks.variance > 0 ? Math.sqrt(trained / ranks.variance) : 0 }
    })
    const chosen = tests.length > 0 ? gains.indexOf(Math.max(...gains)) : (fits.length - 1) >> 1
    tests.push(results[chosen])
    results.forEach(({ excess, weight }, k) => {
      gains[k] += excess * weight
    })
    return { kernel, fit: fits[chosen] }
  })
  return { p: tailOf(tests), learned }
}

interface WeightedExcess extends RankExcess {
  weight: number
}

/** Chance that a weighted sum of independent rank statistics is as large; 1 if there is nothing that could vary. */
function tailOf(tests: readonly WeightedExcess[]): number {
  let sum = 0
  let variance = 0
  for (const test of tests) {
    sum += test.weight * test.excess
    variance += test.weight * test.weight * test.variance
  }
  return variance === 0 ? 1 : normalTail(sum / Math.sqrt(variance))
}
