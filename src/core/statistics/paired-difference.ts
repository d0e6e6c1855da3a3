import { exactScoreP } from './exact-score-p.ts'
import { normalCdf, normalQuantile } from './normal-distribution.ts'
import type { Interval } from './wilson.ts'

/** Pairs of outcomes of two models on the same examples. */
export interface PairCounts {
  /** Old right, new wrong. */
  broken: number
  /** Old wrong, new right. */
  mended: number
  /** All pairs, the concordant ones included. */
  pairs: number
}

/** Above so many pairs the score test's own p stands for the exact one. */
const EXACT_PAIRS = 5000

/**
 * Score statistic of the difference of two paired proportions against a hypothetical value.
 *
 *     z = (b - c - n δ) / √(n (2 q + δ (1 - δ)))
 *
 * q is the likeliest share of mended pairs if the difference is δ. Approximately standard normal then.
 *
 * @param difference - δ, new error rate minus old, strictly between -1 and 1.
 * @returns NaN only if there are no pairs.
 * @see Tango 1998, "Equivalence test and confidence interval for the difference in proportions for the paired-sample design".
 * @example
 * pairedScore({ broken: 12, mended: 2, pairs: 100 }, 0) // => 2.67261
 */
export function pairedScore({ broken, mended, pairs }: PairCounts, difference: number): number {
  // For a negative difference the two kinds of pair change places.
  if (difference < 0) return -pairedScore({ broken: mended, mended: broken, pairs }, -difference)
  const variance = pairs * scoreVariance({ broken, mended, pairs }, difference)
  const distance = broken - mended - pairs * difference
  if (distance === 0) return pairs === 0 ? Number.NaN : 0
  return distance / Math.sqrt(variance)
}

/**
 * Variance of one pair's difference, had it the mean δ, 0 to 1: 2 q + δ (1 - δ) with the likeliest q.
 *
 * @see Tango 1998; Nam 1997, "Establishing equivalence of two treatments and sample size requirements in matched-pairs design".
 */
export function scoreVariance({ broken, mended, pairs }: PairCounts, difference: number): number {
  const linear = -broken - mended + (2 * pairs - broken + mended) * difference
  const constant = -mended * difference * (1 - difference)
  const root = Math.sqrt(Math.max(0, linear * linear - 8 * pairs * constant))
  const share = (root - linear) / (4 * pairs)
  return 2 * share + difference * (1 - difference)
}

/**
 * Interval of the difference of two paired proportions, new error rate minus old, by inverting the score test.
 *
 * @param level - Coverage. @default 0.95
 * @returns Inside -1..1; the whole of it without pairs.
 * @see Tango 1998.
 * @example
 * pairedInterval({ broken: 12, mended: 2, pairs: 100 }) // => [0.0310005, 0.181882]
 */
export function pairedInterval(counts: PairCounts, level = 0.95): Interval {
  if (counts.pairs === 0) return [-1, 1]
  const z = normalQuantile((1 + level) / 2)
  const estimate = (counts.broken - counts.mended) / counts.pairs
  return [crossing(counts, -1, estimate, z), crossing(counts, estimate, 1, -z)]
}

/** The δ at which the falling score passes a value. */
function crossing(counts: PairCounts, from: number, to: number, value: number): number {
  let [low, high] = [from, to]
  while (high - low > 1e-13) {
    const middle = (low + high) / 2
    if (middle === low || middle === high) break
    if (pairedScore(counts, middle) > value) low = middle
    else high = middle
  }
  return (low + high) / 2
}

/**
 * p that the new error rate is less than a margin above the old one: exact, so that where the true difference *is* the
 * margin, p ≤ α happens with chance at most α at any sample size.
 *
 *     p = max over q of  P(z(B, C) ≤ z(b, c)),   P(broken) = q + margin,   P(mended) = q
 *
 * The unknown q takes its worst value (`exactScoreP`). Above 5,000 pairs the normal approximation of the score, which by
 * then agrees, stands in. O(√n) sums of O(√n) at 50 values of q.
 *
 * @param margin - Greatest difference that is no loss, in 0..1, both excluded.
 * @returns 1 without pairs.
 * @see Chan 2003, "Proving non-inferiority or equivalence of two treatments with dichotomous endpoints using exact methods".
 * @example
 * belowMarginP({ broken: 0, mended: 0, pairs: 200 }, 0.02) // => 0.0223961
 */
export function belowMarginP(counts: PairCounts, margin: number): number {
  const { pairs } = counts
  if (pairs === 0) return 1
  const observed = pairedScore(counts, margin)
  if (pairs > EXACT_PAIRS) return normalCdf(observed)
  return exactScoreP({
    observed,
    score: (broken, mended) => pairedScore({ broken, mended, pairs }, margin),
    others: pairs,
    mostShare: (1 - margin) / 2,
    rest: (mended, share) => [pairs - mended, Math.min(1, (share + margin) / (1 - share))],
  })
}
