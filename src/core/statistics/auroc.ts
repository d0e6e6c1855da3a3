import { placementsOf } from './placements.ts'
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
  const { values, right } = placementsOf(scores, correct)
  let sum = 0
  for (let row = 0; row < values.length; row++) if (correct[row] === 1) sum += values[row]
  return sum / right
}

export interface AurocOptions {
  /** Only rows of the same stratum are compared, for instance those of one fold, int[n]. @default all rows */
  strata?: ArrayLike<number> | undefined
  /** Rows of one cluster are not independent, for instance near-duplicates, int[n]. @default each row its own */
  clusters?: ArrayLike<number> | undefined
  /** Coverage of the interval. @default 0.95 */
  level?: number
  /** Factor on the variance, where scores depend on each other, as those of cross-validation do. @default 1 */
  inflation?: number
}

export interface AurocEstimate {
  /** Share of the compared pairs in the right order; NaN without pairs. */
  auroc: number
  /** Of the AUROC. float64, squared. */
  variance: number
  interval: Interval
}

/**
 * AUROC with an interval, over strata and clusters if there are any.
 *
 * DeLong's variance, summed over clusters of dependent rows (Obuchowski), in Wilson's form of an interval.
 * To this comes what one more row on either side, placed at random, would add, so that an AUROC of 1 from five errors
 * gets an honest width. The interval stays within 0..1; it is 0..1 if a side has fewer than two rows or clusters.
 *
 * @param scores - High = correct, float64[n].
 * @param correct - 1 or 0, uint8[n].
 * @see DeLong, DeLong & Clarke-Pearson 1988, "Comparing the areas under two or more correlated receiver operating
 *   characteristic curves"; Obuchowski 1997, "Nonparametric analysis of clustered ROC curve data".
 * @example
 * aurocEstimate([-3, -2, 0, -1, 1, 2], [0, 0, 0, 1, 1, 1]).auroc // => 0.8888888888888888
 */
export function aurocEstimate(
  scores: ArrayLike<number>,
  correct: ArrayLike<number>,
  { strata, clusters, level = 0.95, inflation = 1 }: AurocOptions = {},
): AurocEstimate {
  const n = correct.length
  const { values, pairs } = stratifiedPlacements(scores, correct, strata)
  const total = pairs.reduce((sum, value) => sum + value, 0) / 2
  if (total === 0) return { auroc: Number.NaN, variance: Number.NaN, interval: [0, 1] }
  // Each pair is seen from both of its rows.
  const area = values.reduce((sum, value, row) => sum + value * pairs[row], 0) / (2 * total)

  const sums = [new Map<number, number>(), new Map<number, number>()]
  for (let row = 0; row < n; row++) {
    if (pairs[row] === 0) continue
    const cluster = clusters ? clusters[row] : row
    const influence = (pairs[row] / total) * (values[row] - area)
    const side = sums[correct[row]]
    side.set(cluster, (side.get(cluster) ?? 0) + influence)
  }
  const variance = sumOfSquares(sums[0], sums[1])
  const [wrong, right] = sums.map((side) => side.size)
  if (wrong < 2 || right < 2) return { auroc: area, variance, interval: [0, 1] }
  const random = (0.5 - area) ** 2 + 1 / 12 // mean square of a placement uniform in 0..1, around the area
  const floor = random / (wrong + 1) ** 2 + random / (right + 1) ** 2
  const rows = Math.min(wrong, right)
  const interval = scoreInterval(area, inflation * (variance + floor), rows, level)
  return { auroc: area, variance, interval }
}

/** Placement of each row among its stratum, and the number of pairs it takes part in (0 in a one-sided stratum). */
function stratifiedPlacements(
  scores: ArrayLike<number>,
  correct: ArrayLike<number>,
  strata: ArrayLike<number> | undefined,
): { values: Float64Array; pairs: Float64Array } {
  const n = correct.length
  const values = new Float64Array(n)
  const pairs = new Float64Array(n)
  for (const rows of rowsByValue(n, strata)) {
    const sides = Uint8Array.from(rows, (row) => correct[row])
    const found = placementsOf(
      rows.map((row) => scores[row]),
      sides,
    )
    if (found.wrong === 0 || found.right === 0) continue
    rows.forEach((row, k) => {
      values[row] = found.values[k]
      pairs[row] = sides[k] === 1 ? found.wrong : found.right
    })
  }
  return { values, pairs }
}

function rowsByValue(n: number, values: ArrayLike<number> | undefined): number[][] {
  const groups = new Map<number, number[]>()
  for (let row = 0; row < n; row++) {
    const key = values ? values[row] : 0
    const group = groups.get(key)
    if (group) group.push(row)
    else groups.set(key, [row])
  }
  return [...groups.values()]
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
  return wilsonInterval(area * trials, trials, level)
}
