import { meanOfRows } from '../svm/kernels/mean-of-rows.ts'
import { cosinesWith, countBoth } from '../vectors/count-nearest.ts'
import { type Matrix, matrixRow } from '../vectors/matrix.ts'

/** Cosine of two captions, measured from the mean caption, from which on they say the same. */
const SAME_CAPTION = 0.9
/** Share of their nearest images from which on two captions mean the same. */
const SAME_IMAGES = 0.9

/** A caption at one end of a ranking. */
export interface PickedCaption {
  /** Place in the list of scores. */
  index: number
  /** 1 = furthest out on its side, before merging: of the furthest of those folded together. */
  rank: number
  /** Captions that say the same and were folded into it. */
  merged: number
}

/** The captions behind some scores, for finding those that say the same. */
export interface CaptionVectors {
  texts: readonly string[]
  /** float32[m, d]. */
  vectors: Matrix
  /** Row of the texts and vectors for each score. */
  rows: ArrayLike<number>
  /** Marks the images nearest a caption; captions with nearly the same ones are one. @default not compared */
  nearest?: (index: number) => Uint8Array
}

/** The captions of a class, and the parts that they are made of. */
export interface NamedCaptions extends Omit<CaptionVectors, 'nearest'> {
  /** Numbers of the parts of each caption, in the order of the scores. A part may stand in many captions. */
  parts: readonly (readonly number[])[]
}

/** A side of a direction: hard captions score low, easy ones high. */
export type Side = 'hard' | 'easy'

/**
 * The outermost captions of a ranking, each the simplest of those that say the same.
 *
 * Two captions say the same if they have the same words but for articles, if their vectors point the same way seen from
 * the mean of all captions (cosine at least 0.9, so that the rule does not depend on how close together the captions of a
 * set lie), or if nine in ten of their nearest images are the same. The simplest has the fewest words, then letters. Ties
 * of scores go to the earlier caption.
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
  const same = captions ? sameMeaning(captions) : () => false
  const groups: { first: number; rank: number; members: number[] }[] = []
  for (const [at, index] of order.entries()) {
    const twin = groups.find(({ first }) => same(first, index))
    if (twin) twin.members.push(index)
    else if (groups.length < count) groups.push({ first: index, rank: at + 1, members: [index] })
    else break
  }
  return groups.map(({ rank, members }) => ({
    index: simplest(members, captions),
    rank,
    merged: members.length - 1,
  }))
}

function simplest(members: readonly number[], captions: CaptionVectors | undefined): number {
  const length = (index: number) => {
    const text = captions?.texts[captions.rows[index]] ?? ''
    return 1000 * text.split(/\s+/).length + text.length
  }
  return members.reduce((best, index) => (length(index) < length(best) ? index : best))
}

function sameMeaning({ texts, vectors, rows, nearest }: CaptionVectors) {
  const mean = meanOfRows(vectors, rows)
  const centred = (index: number) =>
    matrixRow(vectors, rows[index]).map((value, j) => value - mean[j])
  const plain = (index: number) =>
    (texts[rows[index]].toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [])
      .filter((word) => !/^(an?|the)$/.test(word))
      .join(' ')
  return (a: number, b: number): boolean => {
    if (plain(a) === plain(b)) return true
    const row = { data: centred(a), rows: 1, cols: mean.length }
    if (cosinesWith(row, centred(b))[0] >= SAME_CAPTION) return true
    if (nearest === undefined) return false
    const own = nearest(a)
    return countBoth(own, nearest(b)) >= SAME_IMAGES * countBoth(own, own)
  }
}
