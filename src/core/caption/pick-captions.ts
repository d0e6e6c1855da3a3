import { cosinesWith } from '../vectors/count-nearest.ts'
import { type Matrix, matrixRow } from '../vectors/matrix.ts'

/** Cosine of two captions, measured from the mean caption, from which on they say the same. */
const SAME_CAPTION = 0.9

/** A caption at one end of a ranking. */
export interface PickedCaption {
  /** Place in the list of scores. */
  index: number
  /** 1 = furthest out on its side, before merging. */
  rank: number
  /** Near-duplicates further in that were folded into it. */
  merged: number
}

/** The captions behind some scores, for finding near-duplicates. */
export interface CaptionVectors {
  texts: readonly string[]
  /** float32[m, d]. */
  vectors: Matrix
  /** Row of the texts and vectors for each score. */
  rows: ArrayLike<number>
}

/** A side of a direction: hard captions score low, easy ones high. */
export type Side = 'hard' | 'easy'

/**
 * The outermost captions of a ranking, each standing for its near-duplicates.
 *
 * Two captions are near-duplicates if they have the same words but for articles, or if their vectors point the same way
 * seen from the mean of all captions: cosine at least 0.9 after subtracting that mean. So the rule does not depend on
 * how close together the captions of a set lie. Ties go to the earlier caption.
 *
 * @param scores - float64[m], ascending = hard.
 * @param side - Which end.
 * @param count - How many to pick.
 * @param captions - What to merge by; without it nothing is merged.
 * @returns At most `count`, the outermost first.
 * @example
 * pickCaptions(Float64Array.of(0.3, -0.2, 0.1), 'hard', 2) // => [{ index: 1, rank: 1, merged: 0 }, { index: 2, rank: 2, merged: 0 }]
 */
export function pickCaptions(
  scores: Float64Array,
  side: Side,
  count: number,
  captions?: CaptionVectors,
): PickedCaption[] {
  const sign = side === 'hard' ? 1 : -1
  const order = Array.from(scores.keys()).sort((a, b) => sign * (scores[a] - scores[b]) || a - b)
  const same = captions ? nearDuplicates(captions) : () => false
  const picked: PickedCaption[] = []
  for (const [at, index] of order.entries()) {
    const twin = picked.find((other) => same(other.index, index))
    if (twin) twin.merged += 1
    else if (picked.length < count) picked.push({ index, rank: at + 1, merged: 0 })
    else break
  }
  return picked
}

function nearDuplicates({ texts, vectors, rows }: CaptionVectors) {
  const mean = new Float64Array(vectors.cols)
  for (let k = 0; k < rows.length; k++) {
    const row = matrixRow(vectors, rows[k])
    for (let j = 0; j < mean.length; j++) mean[j] += row[j] / rows.length
  }
  const centred = (index: number) =>
    matrixRow(vectors, rows[index]).map((value, j) => value - mean[j])
  const plain = (index: number) =>
    (texts[rows[index]].toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [])
      .filter((word) => !/^(an?|the)$/.test(word))
      .join(' ')
  return (a: number, b: number): boolean => {
    if (plain(a) === plain(b)) return true
    const row = { data: centred(a), rows: 1, cols: mean.length }
    return cosinesWith(row, centred(b))[0] >= SAME_CAPTION
  }
}
