import { rowSums } from '../svm/kernels/score-rows.ts'
import type { Matrix } from '../vectors/matrix.ts'
import type { Standardizer } from '../vectors/standardize.ts'
import { type Hyperplane, inverseDeviations } from './hyperplane.ts'

/**
 * Gives the decision values of any rows under many hyperplanes: each row is standardized once, however many there are.
 * Those of {@link decisionValues} but for the rounding of sums.
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
  { mean, deviation }: Standardizer,
  roomRows = 0,
): {
  room: Float32Array
  score: (x: Matrix, out: readonly Float64Array[], at: number) => void
} {
  const factors = inverseDeviations(deviation)
  const by = { mean, factors, weights: planes.map(({ weights }) => weights) }
  const sums = rowSums(by, roomRows)
  const { stride } = sums
  const score = (x: Matrix, out: readonly Float64Array[], at: number) => {
    if (x.cols !== mean.length) {
      throw new RangeError(`Cannot score: ${x.cols} features, expected ${mean.length}`)
    }
    const found = sums.of(x)
    for (let row = 0; row < x.rows; row++) {
      const norm = Math.sqrt(found[row * stride])
      for (let p = 0; p < planes.length; p++) {
        // A row exactly at the mean stays a row of zeros.
        const product = norm === 0 ? 0 : found[row * stride + p + 1] / norm
        out[p][at + row] = product + planes[p].bias
      }
    }
  }
  return { room: sums.room ?? new Float32Array(mean.length * roomRows), score }
}
