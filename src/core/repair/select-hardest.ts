/** How many examples to take of each class, and which to pass over. */
export interface SelectOptions {
  /**
   * Whether a candidate is too like one already chosen, of its class. Called for each chosen one until it says yes.
   * @default never
   */
  similar?: (row: number, chosen: number) => boolean
}

export interface Selection {
  /** Rows chosen, class by class, hardest first. */
  rows: Int32Array
  /** Rows passed over because a harder one like them was chosen. */
  skipped: number
}

/**
 * The examples of each class with the lowest scores: by decision value the hardest, by confidence the least sure.
 *
 * Ties go to the earlier row. Examples of unknown class or score are never chosen. O(n log n), and with `similar`
 * O(budget) calls more per example looked at.
 *
 * @param scores - float64[n], lowest first; NaN = unknown.
 * @param classes - Class whose budget an example uses, int32[n], -1 = unknown.
 * @param budgets - Most examples to take of each class, k of them.
 * @throws RangeError if the lengths differ.
 * @see Jain et al. 2023, section 5 (adding selected data).
 * @example
 * const { rows } = selectHardest(Float64Array.of(3, -1, -2, 5), Int32Array.of(0, 0, 0, 1), [2, 1])
 * Array.from(rows) // => [2, 1, 3]
 */
export function selectHardest(
  scores: Float64Array,
  classes: Int32Array,
  budgets: ArrayLike<number>,
  { similar }: SelectOptions = {},
): Selection {
  if (scores.length !== classes.length) {
    throw new RangeError(`${scores.length} scores for ${classes.length} classes`)
  }
  const byClass = Array.from(budgets, (): number[] => [])
  classes.forEach((label, row) => {
    if (!Number.isNaN(scores[row])) byClass[label]?.push(row)
  })
  const chosen: number[] = []
  let skipped = 0
  byClass.forEach((rows, label) => {
    rows.sort((a, b) => scores[a] - scores[b] || a - b)
    const taken: number[] = []
    for (const row of rows) {
      if (taken.length >= budgets[label]) break
      if (similar && taken.some((other) => similar(row, other))) skipped += 1
      else taken.push(row)
    }
    for (const row of taken) chosen.push(row)
  })
  return { rows: Int32Array.from(chosen), skipped }
}

/**
 * A total divided over classes as evenly as what is available of each allows: what a class cannot use goes to the others, a
 * remainder one each to the first classes that can take it.
 */
export function spreadBudget(total: number, available: readonly number[]): number[] {
  const budgets = available.map(() => 0)
  let left = Math.min(
    total,
    available.reduce((sum, count) => sum + count, 0),
  )
  while (left > 0) {
    const open = available.flatMap((count, label) => (count > budgets[label] ? [label] : []))
    const share = Math.max(1, Math.floor(left / open.length))
    for (const label of open) {
      const more = Math.min(share, available[label] - budgets[label], left)
      budgets[label] += more
      left -= more
    }
  }
  return budgets
}
