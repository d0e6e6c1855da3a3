import { meanOfRows } from '../svm/kernels/mean-of-rows.ts'
import type { Matrix } from '../vectors/matrix.ts'

/**
 * What each part of a set of captions means: the mean of the captions that share it, seen from the mean of all.
 *
 * A caption set is a grid of parts: "a photo of a red dog in the snow" has *red*, *dog* and *in the snow*. Across the
 * captions that share a part the other parts average out, so the part's vector says what the part says and nothing else.
 * A part of one caption only means what that caption means.
 *
 * @param rows - Row of each caption of the set in `texts`.
 * @param parts - Numbers of the parts of each caption, 0 to k - 1.
 * @returns float64[d] a part; zeros for a part of no caption. O(parts × d).
 */
export function partVectors(
  texts: Matrix,
  rows: ArrayLike<number>,
  parts: readonly (readonly number[])[],
): Float64Array[] {
  const mean = meanOfRows(texts, rows)
  const sharers: number[][] = []
  for (const [caption, own] of parts.entries()) {
    for (const part of new Set(own)) {
      sharers[part] ??= []
      sharers[part].push(rows[caption])
    }
  }
  return Array.from(sharers, (shared) =>
    shared
      ? meanOfRows(texts, shared).map((value, j) => value - mean[j])
      : new Float64Array(texts.cols),
  )
}
