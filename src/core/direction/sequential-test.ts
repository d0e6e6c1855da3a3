import { rankSumTail, type WeightedExcess } from '../statistics/rank-sum-tail.ts'
import {
  type FoldedClass,
  foldFits,
  type Learned,
  learnedFrom,
  type Material,
  middleOf,
  rankTest,
} from './fold-fits.ts'

/** What a sequence of blocks led to, and how surprising its success is. */
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
 * variance of a pooled AUROC when there is nothing to find. In sequence, the
 * rank statistic of a block has a known distribution whatever was learned before it, so the statistics are independent
 * under the null hypothesis, and their sum, weighted by √(training rows) / deviation, is standard normal.
 *
 * @param data - Cut into blocks.
 * @param materials - What each block may learn from and be tested on; undefined = it is left out.
 * @see Dawid 1984, "Statistical theory: the prequential approach"; Bengio & Grandvalet 2004, "No unbiased estimator of
 *   the variance of k-fold cross-validation".
 */
export function sequentialTest(
  data: FoldedClass,
  materials: readonly (Material | undefined)[],
): SequentialTest {
  const gains = new Float64Array(data.grid.length)
  const tests: WeightedExcess[] = []
  const learned = materials.map((material, block) => {
    const before = Array.from({ length: block }, (_, earlier) => earlier)
    const fits = material && foldFits(data, material)(before)
    if (!material || !fits) return undefined
    const trained = before.reduce((sum, fold) => sum + material.rowsOfFold[fold].length, 0)
    const results = fits.map((fit) => {
      const ranks = rankTest(data, material, fit, block)
      return { ...ranks, weight: ranks.variance > 0 ? Math.sqrt(trained / ranks.variance) : 0 }
    })
    const chosen = tests.length > 0 ? gains.indexOf(Math.max(...gains)) : middleOf(data.grid)
    tests.push(results[chosen])
    results.forEach(({ excess, weight }, k) => {
      gains[k] += excess * weight
    })
    return learnedFrom(data, material, fits[chosen], before)
  })
  return { p: rankSumTail(tests), learned }
}
