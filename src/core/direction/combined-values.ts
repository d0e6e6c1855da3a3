import type { Spread } from '../statistics/spread.ts'

/** Weight of a row's own loss beside its decision value, both in deviations. */
const OWN_LOSS = 0.5

/** Scales of one class's combined value, as its direction records them. */
export interface CombinedScale {
  /** Of the left-out decision values. */
  values: Spread
  /** Of the target; `isSoft` if it counts the confidence. */
  target: Spread & { isSoft: boolean }
}

/**
 * Decision value of a labelled row together with its own loss: for galleries, slices, weights and the review of labels.
 *
 *     (value - mean value) / sd value - ½ (t - mean t) / sd t,   t as in `errorTarget`
 *
 * It looks at the row's own label, so it is no evidence and never a flag.
 *
 * @param value - Decision value.
 * @param isCorrect - Whether the model was right.
 * @param confidence - Model's probability of the true label.
 * @returns Negative = hard, as the decision value; NaN if the decision value, or a confidence that counts, is unknown.
 * @example
 * const scale = { values: { mean: 1, deviation: 2 }, target: { mean: 0.5, deviation: 0.5, isSoft: false } }
 * combinedValue(-1, false, Number.NaN, scale) // => -1.5
 */
export function combinedValue(
  value: number,
  isCorrect: boolean,
  confidence: number,
  { values, target }: CombinedScale,
): number {
  const own = (isCorrect ? 0 : 1) + (target.isSoft ? 2 * (1 - confidence) : 0)
  return inDeviations(value, values) - OWN_LOSS * inDeviations(own, target)
}

/** 0 where nothing varies. */
function inDeviations(value: number, { mean, deviation }: Spread): number {
  return deviation === 0 ? 0 * value : (value - mean) / deviation
}
