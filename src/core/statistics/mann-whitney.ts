import { placementsOf } from './placements.ts'

/** How far correct rows outrank wrong ones, and how much of that is chance. */
export interface RankExcess {
  /** Pairs (wrong, correct) in the right order minus half of all pairs. */
  excess: number
  /** All pairs; 0 if a side is missing. */
  pairs: number
  /** Variance of the excess if scores and correctness are independent. */
  variance: number
}

/**
 * Mann-Whitney statistic of correct against wrong rows, with its null variance.
 *
 *     variance = e c / 12 ((n + 1) - Σ (t³ - t) / (n (n - 1))),   e wrong, c correct, t tied scores
 *
 * With clusters, rows of which are not independent (near-duplicates, images of one patient), it is the larger of that
 * and the clusters' summed squares.
 *
 * @param scores - High = correct, float64[n].
 * @param correct - 1 or 0, uint8[n].
 * @param clusters - Cluster of each row, int[n]. @default each row its own
 * @see Mann & Whitney 1947; Lehmann 1975, "Nonparametrics", section 1.4 for ties.
 * @example
 * mannWhitney([-2, 0, 1, 1], [0, 1, 0, 1]) // => { excess: 0.5, pairs: 4, variance: 1.5 }
 */
export function mannWhitney(
  scores: ArrayLike<number>,
  correct: ArrayLike<number>,
  clusters?: ArrayLike<number>,
): RankExcess {
  const n = correct.length
  const { values, wrong, right, ties } = placementsOf(scores, correct)
  const pairs = wrong * right
  if (pairs === 0) return { excess: 0, pairs, variance: 0 }
  let excess = 0
  for (let row = 0; row < n; row++) {
    if (correct[row] === 1) excess += wrong * (values[row] - 0.5)
  }
  const ofRows = (pairs / 12) * (n + 1 - ties / (n * (n - 1)))
  const variance = clusters ? Math.max(ofRows, ofClusters(values, correct, clusters)) : ofRows
  return { excess, pairs, variance }
}

/** Σ over clusters of (summed influence of its rows)², around the null value. */
function ofClusters(
  values: Float64Array,
  correct: ArrayLike<number>,
  clusters: ArrayLike<number>,
): number {
  const right = values.reduce((sum, _, row) => sum + correct[row], 0)
  const sums = new Map<number, number>()
  values.forEach((value, row) => {
    const influence = (value - 0.5) * (correct[row] === 1 ? values.length - right : right)
    sums.set(clusters[row], (sums.get(clusters[row]) ?? 0) + influence)
  })
  let sum = 0
  for (const influence of sums.values()) sum += influence * influence
  return sum
}
