import { meanOfRows } from '../svm/kernels/mean-of-rows.ts'
import type { Matrix } from '../vectors/matrix.ts'
import { centredValues } from '../vectors/vector.ts'
import { correlation, leanings } from './leanings.ts'
import type { NamedCaptions, Side } from './pick-captions.ts'

/** The parts of some captions, and which of them carries each. */
export interface CaptionParts {
  /** What each part means, float64[d]. */
  means: readonly Float64Array[]
  /**
   * Of the parts of a caption the one that goes best with the loss of the fit's images, or with the lack of it for the easy
   * side. -1 = it has none.
   */
  carrying: (index: number, side: Side) => number
}

/**
 * The parts of captions as the images of the fit see them.
 *
 * @param x - Those images at length 1 minus their mean, float32[n, d].
 * @param loss - float64[n].
 */
export function captionParts(
  { vectors, rows, parts }: NamedCaptions,
  x: Matrix,
  loss: Float64Array,
): CaptionParts {
  const values = centredValues(loss)
  const means = partVectors(vectors, rows, parts)
  const known = new Map<number, number>()
  const strength = (part: number): number => {
    const found = known.get(part) ?? correlation(leanings(x, means[part]), values)
    known.set(part, found)
    return found
  }
  const sharers = new Map<number, number>()
  for (const own of parts)
    for (const part of new Set(own)) sharers.set(part, (sharers.get(part) ?? 0) + 1)
  // What all captions say tells none of them from another.
  const tells = (part: number) => parts.length === 1 || (sharers.get(part) ?? 0) < parts.length
  const carrying = (index: number, side: Side): number => {
    const sign = side === 'hard' ? 1 : -1
    const isStronger = (part: number, best: number) =>
      best < 0 || sign * strength(part) > sign * strength(best)
    return parts[index]
      .filter(tells)
      .reduce((best, part) => (isStronger(part, best) ? part : best), -1)
  }
  return { means, carrying }
}

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
function partVectors(
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
