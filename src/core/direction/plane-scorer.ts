import { rowSums } from '../svm/kernels/score-rows.ts'
import type { Matrix } from '../vectors/matrix.ts'
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
 * @example
 * const standardizer = { mean: Float64Array.of(0, 0), deviation: Float64Array.of(1, 1) }
 * const planes = [{ weights: Float64Array.of(1, 2), bias: -1 }, { weights: Float64Array.of(0, 5), bias: 0 }]
 * const out = [new Float64Array(1), new Float64Array(1)]
 * planeScorer(planes, standardizer).score({ data: Float32Array.of(3, 4), rows: 1, cols: 2 }, out, 0)
 * out // => [[1.2], [4]]
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
  function exactly(plane: Hyperplane, { data, cols }: Matrix, row: number): number {
    const own = { data: data.subarray(row * cols, (row + 1) * cols), rows: 1, cols }
    return decisionValues(plane, standardizer, own)[0]
  }
  return { room: sums.room ?? new Float32Array(mean.length * roomRows), score }
}
