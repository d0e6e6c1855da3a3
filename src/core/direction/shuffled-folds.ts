import { type Random, shuffled } from '../vectors/random.ts'

/**
 * Stratified folds in random order: each fold gets its share of wrong and of correct rows, whatever the order of the
 * rows, and rows of one group never part.
 *
 * Groups are taken in random order, the largest first, and each goes where it disturbs the shares least. Without groups
 * the folds differ by at most one row of either side. O(n folds).
 *
 * @param correct - 1 or 0, uint8[n].
 * @param folds - At least 2.
 * @param groups - Group of each row, int[n]. @default each row its own
 * @returns Fold of each row, 0 to folds - 1, uint8[n].
 * @throws RangeError if `folds` is not a whole number from 2 to 255.
 * @example
 * const foldOfRow = shuffledFolds([0, 0, 1, 1, 1, 1], 2, randomSource(0))
 * [foldOfRow[0] === foldOfRow[1], foldOfRow.filter((fold) => fold === 0).length] // => [false, 3]
 */
export function shuffledFolds(
  correct: ArrayLike<number>,
  folds: number,
  random: Random,
  groups?: ArrayLike<number>,
): Uint8Array {
  if (!Number.isInteger(folds) || folds < 2 || folds > 255) {
    throw new RangeError(`Cannot make folds: ${folds}, expected a whole number from 2 to 255`)
  }
  const rowsOfGroup = new Map<number, number[]>()
  for (let row = 0; row < correct.length; row++) {
    const key = groups ? groups[row] : row
    const rows = rowsOfGroup.get(key)
    if (rows) rows.push(row)
    else rowsOfGroup.set(key, [row])
  }
  const inTurn = shuffled([...rowsOfGroup.values()], random).sort((a, b) => b.length - a.length)

  const foldOfRow = new Uint8Array(correct.length)
  const counts = Array.from({ length: folds }, () => [0, 0])
  const totals = countSides(correct, Array.from(foldOfRow.keys()))
  for (const rows of inTurn) {
    const added = countSides(correct, rows)
    const costs = counts.map((held) => crowding(held, added, totals))
    const fold = costs.indexOf(Math.min(...costs))
    for (const row of rows) foldOfRow[row] = fold
    counts[fold] = [counts[fold][0] + added[0], counts[fold][1] + added[1]]
  }
  return foldOfRow
}

function countSides(correct: ArrayLike<number>, rows: readonly number[]): number[] {
  const counts = [0, 0]
  for (const row of rows) counts[correct[row]] += 1
  return counts
}

/** Growth of the sum of squared shares if a group joins a fold; the fold's size settles ties. */
function crowding(held: number[], added: number[], totals: number[]): number {
  const growth = (side: number): number =>
    added[side] === 0 ? 0 : (added[side] * (2 * held[side] + added[side])) / totals[side] ** 2
  return growth(0) + growth(1) + (held[0] + held[1]) * 1e-12
}
