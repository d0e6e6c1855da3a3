import { groupBy } from '../vectors/group-by.ts'

/**
 * Fold of every row so that each fold has its share of every label, in blocks of the given order: scikit-learn's
 * `StratifiedKFold(n_splits)` without shuffling, exactly.
 *
 * Fold f gets of a label as many rows as that label has among the sorted labels at places f, f + folds, f + 2 folds, …,
 * where labels sort by first appearance; within a label the first rows go to fold 0. O(n).
 *
 * @param labels - One label a row; any numbers.
 * @param folds - At least 2.
 * @returns Fold in which each row is tested, 0 to folds - 1, uint8[n].
 * @throws RangeError if `folds` is not a whole number from 2 to 255.
 * @see Pedregosa et al. 2011, "Scikit-learn: Machine Learning in Python".
 * @example
 * stratifiedFolds([1, 1, 1, 0, 1, 0], 2) // => Uint8Array [0, 0, 1, 0, 1, 1]
 */
export function stratifiedFolds(labels: ArrayLike<number>, folds: number): Uint8Array {
  if (!Number.isInteger(folds) || folds < 2 || folds > 255) {
    throw new RangeError(`Cannot make folds: ${folds}, expected a whole number from 2 to 255`)
  }
  const foldOfRow = new Uint8Array(labels.length)
  const rowsOfLabel = groupBy(foldOfRow.keys(), (row) => labels[row])
  let first = 0
  for (const rows of rowsOfLabel.values()) {
    const places = rows.map((_, k) => (first + k) % folds).sort((a, b) => a - b)
    rows.forEach((row, k) => {
      foldOfRow[row] = places[k]
    })
    first += rows.length
  }
  return foldOfRow
}
