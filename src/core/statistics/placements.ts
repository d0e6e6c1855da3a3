/** How the rows of two sides, wrong and correct, are ordered by a score. */
export interface Placements {
  /**
   * Of each row the share of the OTHER side on its proper side: for a correct row the share of wrong rows with a lower
   * score, for a wrong row the share of correct rows with a higher one; a tie counts half. float64[n].
   */
  values: Float64Array
  /** Number of wrong rows. */
  wrong: number
  /** Number of correct rows. */
  right: number
}

/**
 * Placement values of all rows, by one sort: O(n log n).
 *
 * @see Sun & Xu 2014, "Fast implementation of DeLong's algorithm for comparing the areas under correlated receiver
 *   operating characteristic curves".
 * @throws RangeError if a score is not a number: NaN has no place in an order.
 */
export function placementsOf(scores: ArrayLike<number>, correct: ArrayLike<number>): Placements {
  const n = correct.length
  for (let row = 0; row < n; row++) {
    if (Number.isNaN(scores[row])) throw new RangeError(`Cannot rank scores: NaN in row ${row}`)
  }
  const order = Int32Array.from({ length: n }, (_, row) => row)
  order.sort((i, j) => scores[i] - scores[j])
  let right = 0
  for (let row = 0; row < n; row++) right += correct[row]
  const values = new Float64Array(n)
  let below = [0, 0]
  for (let first = 0, end = 0; first < n; first = end) {
    const tied = [0, 0]
    while (end < n && scores[order[end]] === scores[order[first]]) tied[correct[order[end++]]] += 1
    for (let place = first; place < end; place++) {
      const row = order[place]
      values[row] =
        correct[row] === 1
          ? (below[0] + tied[0] / 2) / (n - right)
          : 1 - (below[1] + tied[1] / 2) / right
    }
    below = [below[0] + tied[0], below[1] + tied[1]]
  }
  return { values, wrong: n - right, right }
}
