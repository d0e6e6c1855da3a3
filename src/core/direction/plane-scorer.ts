import { rowSums } from '../svm/kernels/score-rows.ts'
import { type Matrix, takeRows } from '../vectors/matrix.ts'
import type { Standardizer } from '../vectors/standardize.ts'
import { decisionValues, type Hyperplane, inverseDeviations } from './hyperplane.ts'

/** u · u between these is a sum that float32 holds with all its digits. */
const [LEAST, MOST] = [1e-25, 1e25]

/**
 * Gives the decision values of very many rows under some hyperplanes, in float32: those of {@link decisionValues} to about a
 * millionth of the length of a plane's weights. Rows whose numbers float32 cannot square are computed in float64.
 *
 * @param planes - All fitted with the standardizer.
 * @param roomRows - Rows of memory to give.
 * @returns `score`, a function of embeddings, float32[n, d], that writes the value of row i under plane p to `out[p][at + i]`, and
 *   `room`, float32[roomRows, d]: embeddings that stand there need not be copied first.
 * @throws RangeError, in that function, if x is of another d.
 */
export function planeScorer(
  planes: readonly Hyperplane[],
  standardizer: Standardizer,
  roomRows = 0,
): {
  room: Float32Array
  score: (x: Matrix, out: readonly Float64Array[], at: number) => void
} {
  const { mean } = standardizer
  const factors = inverseDeviations(standardizer.deviation)
  const by = { mean, factors, weights: planes.map(({ weights }) => weights) }
  const sums = rowSums(by, { roomRows, isSingle: true })
  const { stride } = sums
  const score = (x: Matrix, out: readonly Float64Array[], at: number) => {
    if (x.cols !== mean.length) {
      throw new RangeError(`Cannot score: ${x.cols} features, expected ${mean.length}`)
    }
    const found = sums.of(x)
    for (let row = 0; row < x.rows; row++) {
      const squares = found[row * stride]
      const norm = squares > LEAST && squares < MOST ? Math.sqrt(squares) : Number.NaN
      for (let p = 0; p < planes.length; p++) {
        const value = found[row * stride + p + 1] / norm + planes[p].bias
        out[p][at + row] = Number.isFinite(value) ? value : exactly(planes[p], x, row)
      }
    }
  }
  const exactly = (plane: Hyperplane, x: Matrix, row: number): number =>
    decisionValues(plane, standardizer, takeRows(x, [row]))[0]
  return { room: sums.room ?? new Float32Array(mean.length * roomRows), score }
}
