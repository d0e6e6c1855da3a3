import { dependentGroups } from '../ridge/dependent-groups.ts'
import { fitGroupedRidge } from '../ridge/grouped-ridge.ts'
import { aurocEstimate } from '../statistics/auroc.ts'
import { balancedAccuracy } from '../statistics/balanced-accuracy.ts'
import type { PermutationResult } from '../statistics/permutation-test.ts'
import { spreadOf } from '../statistics/spread.ts'
import type { Interval } from '../statistics/wilson.ts'
import type { Random } from '../vectors/random.ts'
import type { RowSource } from '../vectors/row-source.ts'
import type { CombinedScale } from './combined-values.ts'
import { errorTarget } from './error-target.ts'
import type { Hyperplane } from './hyperplane.ts'

/** What is known of the rows of one class. */
export interface RowFacts {
  /** 1 where the model was right, uint8[n]. */
  correct: Uint8Array
  /** Model's probability of the true label, float64[n], NaN = unknown. */
  confidence?: Float64Array | undefined
  /** Rows of one group share a fate: one patient, one video. int[n]. @default near-identical rows only */
  groups?: ArrayLike<number> | undefined
}

export interface RobustOptions {
  /** Fewer distinct errors, or fewer distinct correct rows, are not enough to say anything. @default 5 */
  minErrors?: number | undefined
  /** Level that p is held against: where p is surely above, no more permutations are drawn. @default 0.05 */
  alpha?: number | undefined
  /** Most permutations. @default 199 */
  permutations?: number | undefined
  /** Share of rows to flag. @default the error rate */
  flagShare?: number | undefined
}

/** A direction, and its evidence from fits that left out the row (and its group) they judge. Its weights are not of unit length. */
export interface RobustDirection extends Hyperplane, PermutationResult {
  /** λ of the ridge. */
  penalty: number
  balancedAccuracy: number
  auroc: number
  aurocInterval: Interval
  /** Of the combined value. */
  scale: CombinedScale
}

export type RobustFit =
  | {
      state: 'not-enough-errors'
      errors: number
      /** Groups with an error; copies of an image count once. */
      distinctErrors: number
      distinctCorrect: number
    }
  | {
      state: 'fitted'
      errors: number
      direction: RobustDirection
      /** Decision value of each row by the fit without its group, float64[n]. */
      leftOut: Float64Array
    }

/** Variance of the AUROC of left-out values over DeLong's: every fit has seen the other rows' fates. */
const SHARED_TRAINING = 2

/**
 * The failure direction of one class, with evidence that holds: a soft ridge on how wrong the model was.
 *
 *     decision value(x) = θ - s(x),   s(x) = v · (u(x) - mean u)
 *
 * v is the ridge's, θ the quantile of the left-out s that flags as many rows as the model got wrong. Strength is the AUROC
 * of the left-out values for errors; p is that of Σ y_i loo_i(y) under permutations of y, the centred target. Near-identical
 * rows and declared groups count as one row: their unit mean with their mean target, permuted among groups of about the
 * same size. There is no fold, no tolerance and no stopping rule, and the random numbers decide nothing but the permutations.
 *
 * @param source - Unit rows of one true class, float64[n, d].
 * @param random - Source of the permutations: `randomSource(seed, 'permutations', className)`.
 * @throws RangeError if there is not one flag (confidence, group) a row.
 * @see Jain et al. 2023, section 2, for the direction; `openRidge` and `leftOutValues` for the formulas.
 * @example
 * const source = { rows: 40, cols: 2, write: (row, out) => out.set([Math.cos(row), Math.sin(row)]) }
 * const correct = Uint8Array.from({ length: 40 }, (_, i) => (i < 3 ? 0 : 1))
 * fitRobust(source, { correct }, randomSource(0)).state // => 'not-enough-errors'
 */
export function fitRobust(
  source: RowSource,
  { correct, confidence, groups: declared }: RowFacts,
  random: Random,
  { minErrors = 5, alpha = 0.05, permutations = 199, flagShare }: RobustOptions = {},
): RobustFit {
  const n = source.rows
  for (const given of [correct, declared]) {
    if (given && given.length !== n) {
      throw new RangeError(`Cannot fit a class: ${given.length} flags or groups, expected ${n}`)
    }
  }
  const errors = n - correct.reduce((sum, value) => sum + value, 0)
  const groups = dependentGroups(source, declared)
  const distinctWith = (side: number): number =>
    groups.filter((rows) => rows.some((row) => correct[row] === side)).length
  const [distinctErrors, distinctCorrect] = [distinctWith(0), distinctWith(1)]
  if (Math.min(distinctErrors, distinctCorrect) < Math.max(2, minErrors)) {
    return { state: 'not-enough-errors', errors, distinctErrors, distinctCorrect }
  }
  const { target, isSoft } = errorTarget(correct, confidence)
  const ridge = fitGroupedRidge(source, groups, target)
  const hardness = ridge.leftOut
  const share = flagShare ?? errors / n
  const threshold = hardness.toSorted()[n - Math.max(1, Math.round(share * n))]
  const leftOut = hardness.map((value) => threshold - value)
  const clusters = new Int32Array(n)
  groups.forEach((rows, group) => {
    for (const row of rows) clusters[row] = group
  })
  const { auroc, interval } = aurocEstimate(leftOut, correct, {
    clusters,
    inflation: SHARED_TRAINING,
  })
  const direction = {
    penalty: ridge.penalty,
    weights: ridge.weights.map((value) => -value),
    bias: threshold + ridge.offset,
    balancedAccuracy: balancedAccuracy(
      correct,
      leftOut.map((value) => (value > 0 ? 1 : 0)),
    ),
    auroc,
    aurocInterval: interval,
    ...ridge.permuted(random, { permutations, hopeless: alpha }),
    scale: { values: spreadOf(leftOut), target: { ...spreadOf(target), isSoft } },
  }
  return { state: 'fitted', errors, direction, leftOut }
}
