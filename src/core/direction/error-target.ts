/**
 * How wrong the model was on each row, which the robust profile fits: a sure error weighs more than a near miss.
 *
 *     t_i = e_i + 2 (1 - p_i),   e_i = 1 if wrong, else 0,   p_i = probability of the true label
 *
 * Without a confidence for every row, t_i = e_i.
 *
 * @param correct - 1 or 0, uint8[n].
 * @param confidence - p, float64[n]; NaN = unknown.
 * @returns float64[n], and whether the confidences count.
 * @throws RangeError if there is not one confidence a row.
 * @example
 * errorTarget([1, 0], [0.75, 0.25]).target // => Float64Array [0.5, 2.5]
 */
export function errorTarget(
  correct: ArrayLike<number>,
  confidence?: ArrayLike<number>,
): { target: Float64Array; isSoft: boolean } {
  const n = correct.length
  if (confidence && confidence.length !== n) {
    throw new RangeError(`Cannot fit a class: ${confidence.length} confidences, expected ${n}`)
  }
  const isSoft = confidence !== undefined && Array.from(confidence).every((p) => !Number.isNaN(p))
  const target = Float64Array.from(
    { length: n },
    (_, row) => 1 - correct[row] + (isSoft ? 2 * (1 - confidence[row]) : 0),
  )
  return { target, isSoft }
}
