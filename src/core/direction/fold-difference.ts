import { spreadOf } from '../statistics/spread.ts'
import { type Matrix64, matrixRow } from '../vectors/matrix.ts'
import { meanRow } from '../vectors/mean-row.ts'
import { dot } from '../vectors/vector.ts'

/** Rows of one side and fold, half of them to find a difference with and half to test it. */
interface Halves {
  find: number[]
  test: number[]
}

/**
 * How far two folds differ in their embeddings, where rows in random order would not: the t statistic along the
 * difference of the folds' means. About standard normal in random order; far above 5 where rows come in blocks, one
 * hospital after the other, and unshuffled folds compare one block with another.
 *
 * The difference is found on every other row and tested on the rest, within wrong and within correct rows; the larger
 * of the two is given. O(n d).
 *
 * @param z - Standardized unit rows in dataset order, float64[n, d].
 * @param foldOfRow - 0, 1 or other folds, which are left out, uint8[n].
 * @returns The t statistic; 0 with fewer than eight rows in a fold.
 * @see Cox 1975, "A note on data-splitting for the evaluation of significance levels".
 */
export function foldDifference(
  z: Matrix64,
  correct: ArrayLike<number>,
  foldOfRow: ArrayLike<number>,
): number {
  const statistics = [0, 1].map((side) => {
    const [first, second] = [0, 1].map((fold) => {
      const rows = Array.from(correct, (_, row) => row).filter(
        (row) => correct[row] === side && foldOfRow[row] === fold,
      )
      return { find: rows.filter((_, k) => k % 2 === 0), test: rows.filter((_, k) => k % 2 === 1) }
    })
    return splitStatistic(z, first, second)
  })
  return Math.max(...statistics)
}

function splitStatistic(z: Matrix64, first: Halves, second: Halves): number {
  if (Math.min(first.test.length, second.test.length) < 4) return 0
  const from = meanRow(z, second.find)
  const direction = meanRow(z, first.find).map((value, col) => value - from[col])
  const project = (row: number): number => dot(direction, matrixRow(z, row))
  const [a, b] = [first, second].map(({ test }) => {
    const { mean, deviation } = spreadOf(test.map(project))
    return { mean, variance: deviation ** 2 / test.length }
  })
  const error = Math.sqrt(a.variance + b.variance)
  return error === 0 ? 0 : (a.mean - b.mean) / error
}
