import { type Placements, placementsOf } from './placements.ts'
import { type Interval, wilsonInterval } from './wilson.ts'

/**
 * Area under the ROC curve: the chance that a correct row scores above a wrong one, ties counted half. .5 says that the
 * score tells nothing, below .5 that it points the wrong way.
 *
 * @param scores - Decision values: high = correct. float64[n].
 * @param correct - 1 or 0, uint8[n].
 * @returns 0 to 1; NaN unless both sides occur. O(n log n).
 * @throws RangeError if a score is NaN.
 * @see Bamber 1975, "The area above the ordinal dominance graph and the area below the receiver operating graph".
 * @example
 * auroc([-2, 0, 1, 1], [0, 1, 0, 1]) // => 0.625
 */
export function auroc(scores: ArrayLike<number>, correct: ArrayLike<number>): number {
  return areaOf(placementsOf(scores, correct), correct)
}

/** Mean placement of the correct rows: the sum first, so that six rows in their place make 1 and not 0.9999999999999999. */
function areaOf({ values, right }: Placements, correct: ArrayLike<number>): number {
  let sum = 0
  for (let row = 0; row < values.length; row++) if (correct[row] === 1) sum += values[row]
  return sum / right
}

export interface AurocOptions {
  /** Rows of one cluster are not independent, for instance near-duplicates, int[n]. @default each row its own */
  clusters?: ArrayLike<number> | undefined
  /** Coverage of the interval. @default 0.95 */
  level?: number
  /** Factor on the variance, where scores depend on each other, as left-out values do. @default 1 */
  inflation?: number
}

export interface AurocEstimate {
  /** Share of the pairs (wrong, correct) in the right order; NaN without pairs. */
  auroc: number
  /** Of the AUROC. float64, squared. */
  variance: number
  interval: Interval
}

/**
 * AUROC with an interval, over clusters if there are any.
 *
 * DeLong's variance, summed over clusters of dependent rows (Obuchowski), in Wilson's form of an interval: with few errors
 * and an AUROC near 1 it covers better than the logit's. To this comes what one more row on either side, placed at random,
 * would add, so that an AUROC of 1 from five errors gets an honest width. The interval stays within 0..1; it is 0..1 if a
 * side has fewer than two rows or clusters.
 *
 * @param scores - High = correct, float64[n].
 * @param correct - 1 or 0, uint8[n].
 * @throws RangeError if a score is NaN.
 * @see DeLong, DeLong & Clarke-Pearson 1988, "Comparing the areas under two or more correlated receiver operating
 *   characteristic curves"; Obuchowski 1997, "Nonparametric analysis of clustered ROC curve data".
 * @example
 * aurocEstimate([-3, -2, 0, -1, 1, 2], [0, 0, 0, 1, 1, 1]).auroc // => 0.8888888888888888
 */
export function aurocEstimate(
  scores: ArrayLike<number>,
  correct: ArrayLike<number>,
  { clusters, level = 0.95, inflation = 1 }: AurocOptions = {},
): AurocEstimate {
  const placements = placementsOf(scores, correct)
  const { values, wrong, right } = placements
  if (wrong === 0 || right === 0) {
    return { auroc: Number.NaN, variance: Number.NaN, interval: [0, 1] }
  }
  const area = areaOf(placements, correct)
  const sums = [new Map<number, number>(), new Map<number, number>()]
  for (let row = 0; row < values.length; row++) {
    const cluster = clusters ? clusters[row] : row
    const influence = (values[row] - area) / (correct[row] === 1 ? right : wrong)
    const side = sums[correct[row]]
    side.set(cluster, (side.get(cluster) ?? 0) + influence)
  }
  const variance = sumOfSquares(sums[0], sums[1])
  const fewest = Math.min(sums[0].size, sums[1].size)
  if (fewest < 2) return { auroc: area, variance, interval: [0, 1] }
  const random = (0.5 - area) ** 2 + 1 / 12 // mean square of a placement uniform in 0..1, around the area
  const floor = random / (sums[0].size + 1) ** 2 + random / (sums[1].size + 1) ** 2
  const interval = scoreInterval(area, inflation * (variance + floor), fewest, level)
  return { auroc: area, variance, interval }
}

/** Σ over clusters of (wrong + right influence)², each side's scaled for its own lost degree of freedom. */
function sumOfSquares(wrong: Map<number, number>, right: Map<number, number>): number {
  const scale = (size: number): number => Math.sqrt(size / Math.max(1, size - 1))
  let sum = 0
  for (const cluster of new Set([...wrong.keys(), ...right.keys()])) {
    const influence =
      (wrong.get(cluster) ?? 0) * scale(wrong.size) + (right.get(cluster) ?? 0) * scale(right.size)
    sum += influence * influence
  }
  return sum
}

/** Wilson's interval for as many trials as would give a share near the area this variance. */
function scoreInterval(area: number, variance: number, rows: number, level: number): Interval {
  const drawnIn = (area * rows + 0.5) / (rows + 1) // 0 and 1 have no binomial variance
  const trials = (drawnIn * (1 - drawnIn)) / variance
  const [low, high] = wilsonInterval(area * trials, trials, level)
  return [Math.min(low, area), Math.max(high, area)] // by rounding, an end may lie a last digit on the wrong side of the area
}
