import { exactScoreP } from './exact-score-p.ts'
import { normalCdf } from './normal-distribution.ts'

/** Errors among examples. */
export type Proportion = readonly [errors: number, examples: number]

/** Above so many examples the score test's own p stands for the exact one. */
const EXACT_EXAMPLES = 5000

/**
 * Score statistic of the difference of two independent proportions, a minus b, against a hypothetical value.
 *
 *     z = (a/m - b/n - δ) / √(p (1 - p)/m + q (1 - q)/n)
 *
 * p and q = p - δ are the likeliest shares if the difference is δ, the root of a cubic. Approximately standard normal then.
 *
 * @param difference - δ, strictly between -1 and 1.
 * @returns NaN without examples.
 * @see Farrington & Manning 1990, "Test statistics and sample size formulae for comparative binomial trials with null
 *   hypothesis of non-zero risk difference or non-unity relative risk", appendix; Miettinen & Nurminen 1985.
 */
export function unpairedScore([a, m]: Proportion, [b, n]: Proportion, difference: number): number {
  const [shareA, shareB, ratio] = [a / m, b / n, n / m]
  const third = 3 * (1 + ratio)
  const square = -(1 + ratio + shareA + ratio * shareB + difference * (ratio + 2))
  const linear = difference * (difference + 2 * shareA + ratio + 1) + shareA + ratio * shareB
  const constant = -shareA * difference * (1 + difference)
  const v =
    (square / third) ** 3 - (square * linear * 3) / (2 * third * third) + (1.5 * constant) / third
  const u = Math.sign(v || 1) * Math.sqrt(Math.max(0, (square / third) ** 2 - linear / third))
  const angle = (Math.PI + Math.acos(Math.max(-1, Math.min(1, u === 0 ? 0 : v / u ** 3)))) / 3
  const root = 2 * u * Math.cos(angle) - square / third
  const p = Math.max(0, difference, Math.min(1, 1 + difference, root))
  const q = p - difference
  const distance = shareA - shareB - difference
  if (distance === 0) return 0
  return distance / Math.sqrt((p * (1 - p)) / m + (q * (1 - q)) / n)
}

/**
 * p that the error rate a is less than a margin above b, on different examples: exact, so that where the true difference
 * *is* the margin, p ≤ α happens with chance at most α whatever the error rates. (By Newcombe's bound it would at a chance of up to .07.)
 *
 * Above 5,000 examples the normal approximation of the score stands in. O(√n) binomial tails at 50 error rates.
 *
 * @param margin - Greatest difference that is no loss, in 0..1, both excluded.
 * @returns 1 without examples on either side.
 * @see Chan & Zhang 1999, "Test-based exact confidence intervals for the difference of two binomial proportions".
 */
export function unpairedBelowMarginP(a: Proportion, b: Proportion, margin: number): number {
  const [m, n] = [a[1], b[1]]
  if (m === 0 || n === 0) return 1
  const observed = unpairedScore(a, b, margin)
  if (Math.max(m, n) > EXACT_EXAMPLES) return normalCdf(observed)
  return exactScoreP({
    observed,
    score: (errors, others) => unpairedScore([errors, m], [others, n], margin),
    others: n,
    mostShare: 1 - margin,
    rest: (_, share) => [m, Math.min(1, share + margin)],
  })
}
