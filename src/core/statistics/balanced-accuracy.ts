/**
 * Mean of the recalls of the two sides, scikit-learn's `balanced_accuracy_score`: .5 is chance whatever the share
 * of errors. A side that does not occur in the truth is left out; NaN if neither does.
 *
 *     (share of wrong rows predicted wrong + share of correct rows predicted correct) / 2
 *
 * @param truth - 1 for correct, 0 for wrong, uint8[n].
 * @param predicted - Likewise.
 * @example
 * balancedAccuracy([0, 1, 0, 0, 1, 0], [0, 1, 0, 0, 0, 1]) // => 0.625
 */
export function balancedAccuracy(truth: ArrayLike<number>, predicted: ArrayLike<number>): number {
  const seen = [0, 0]
  const hit = [0, 0]
  for (let row = 0; row < truth.length; row++) {
    const side = truth[row] === 1 ? 1 : 0
    seen[side] += 1
    if ((predicted[row] === 1 ? 1 : 0) === side) hit[side] += 1
  }
  const recalls = [0, 1].filter((side) => seen[side] > 0).map((side) => hit[side] / seen[side])
  return recalls.reduce((sum, recall) => sum + recall, 0) / recalls.length
}
