import { aurocEstimate } from '../statistics/auroc.ts'
import { type Interval, newcombeInterval, wilsonInterval } from '../statistics/wilson.ts'

/** Errors among some examples. */
export interface ErrorRate {
  examples: number
  errors: number
  /** undefined without examples. */
  errorRate: number | undefined
  /** Wilson, 95 %. */
  interval: Interval | undefined
}

/** What flags are worth on examples that the direction has not seen. */
export interface HeldOutCheck {
  flagged: ErrorRate
  unflagged: ErrorRate
  /** Error rate of flagged minus unflagged examples. */
  difference: number | undefined
  /** Newcombe, 95 %. */
  differenceInterval: Interval | undefined
  /** Of decision values as a sign of correctness. */
  auroc: number | undefined
  /** DeLong's variance, 95 %. */
  aurocInterval: Interval | undefined
}

/**
 * Compares flagged with unflagged examples on a split that a direction was not fitted on.
 *
 * @param decisionValues - float64[n]; flagged = at most 0; NaN = no value, not counted.
 * @param correct - 1, 0, or -1 = unknown and not counted, int8[n].
 * @returns Error rates, their difference and the AUROC; undefined wherever a side has no examples.
 * @example
 * heldOutCheck([-2, -1, 1, 2, NaN], [0, 1, 1, 1, 0]).difference // => 0.5
 */
export function heldOutCheck(
  decisionValues: ArrayLike<number>,
  correct: ArrayLike<number>,
): HeldOutCheck {
  const rows = Array.from(decisionValues, (_, row) => row).filter(
    (row) => !Number.isNaN(decisionValues[row]) && (correct[row] === 0 || correct[row] === 1),
  )
  const rateOf = (isFlagged: boolean): ErrorRate => {
    const chosen = rows.filter((row) => decisionValues[row] <= 0 === isFlagged)
    return errorRateOf(chosen.length, chosen.filter((row) => correct[row] === 0).length)
  }
  const flagged = rateOf(true)
  const unflagged = rateOf(false)
  const isComparable = flagged.examples > 0 && unflagged.examples > 0
  const { auroc, interval } = aurocEstimate(
    rows.map((row) => decisionValues[row]),
    rows.map((row) => correct[row]),
  )
  const isRanked = !Number.isNaN(auroc)
  return {
    flagged,
    unflagged,
    difference: isComparable
      ? flagged.errors / flagged.examples - unflagged.errors / unflagged.examples
      : undefined,
    differenceInterval: isComparable
      ? newcombeInterval([flagged.errors, flagged.examples], [unflagged.errors, unflagged.examples])
      : undefined,
    auroc: isRanked ? auroc : undefined,
    aurocInterval: isRanked ? interval : undefined,
  }
}

const errorRateOf = (examples: number, errors: number): ErrorRate => ({
  examples,
  errors,
  errorRate: examples > 0 ? errors / examples : undefined,
  interval: examples > 0 ? wilsonInterval(errors, examples) : undefined,
})
