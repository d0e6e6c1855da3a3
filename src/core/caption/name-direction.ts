import { cosinesWith, countBoth, nearestMask } from '../vectors/count-nearest.ts'
import { type Matrix, matrixRow } from '../vectors/matrix.ts'
import { type Random, shuffled } from '../vectors/random.ts'
import { type AccuracyCurve, accuracyCurve, captionEvidence } from './caption-evidence.ts'
import { claimedCaptions, TESTED_CAPTIONS } from './claim-captions.ts'
import {
  type CaptionVectors,
  type PickedCaption,
  pickCaptions,
  type Side,
} from './pick-captions.ts'

/** Captions listed a side, as the paper keeps. */
const LISTED = 10
/** Further captions looked through for five that may be names. */
const SEARCHED = 60
/** Captions drawn from the other half of the ranking for comparison. */
const COMPARED = 200

/** Images of one class that neither the direction nor the ranking of captions has seen. */
export interface HeldOutImages {
  /** Raw embeddings, float32[n, d]. */
  embeddings: Matrix
  /** 1 where the model errs, uint8[n]. */
  wrong: Uint8Array
}

export interface NamingOptions {
  /** Whether the sign of a score tells the side (difference scores) or only the rank does (faithful ones). */
  signed: boolean
  /** Fold near-duplicates into one caption. */
  merge: boolean
  /** Whether a caption's words name another class. */
  contradicts: (text: string) => boolean
  /** For the captions compared with. */
  random: Random
  /** K as a share of the class. @default 0.2, at least 10 images */
  share?: number
}

/** A caption with what held-out images say about it. */
export interface JudgedCaption extends PickedCaption {
  side: Side
  score: number
  contradicts: boolean
  claimed: boolean
  /** K; 0 without held-out images, and then nothing below is known. */
  nearest: number
  accuracy?: number
  interval?: [low: number, high: number]
  classAccuracy?: number
  p?: number
  /** Share of captions drawn from the other half of the ranking whose K nearest images, other ones, are as hard (easy). */
  randomAsGood?: number
  curve?: AccuracyCurve
}

/**
 * The best captions of both sides of a direction, each with its evidence, and which of them are names.
 *
 * Scores choose the captions and held-out images judge them. A caption is compared with random captions of the class
 * from the *other* half of the ranking: where a third of a set names the attribute (faces: "woman"), random captions
 * of the whole set are often as good as the best, and the comparison would turn down every right name. Captions that
 * pick mostly the same images are left out of it.
 *
 * @param scores - Of the class's captions under the direction, float64[m], negative = hard.
 * @param captions - The captions behind the scores.
 * @param heldOut - n images of the class, n may be 0.
 * @returns Hard captions, the hardest first, then easy ones, the easiest first. Curves come with the first caption of each
 *   side and with every claimed one. O((m + (200 + 20) n) d).
 * @see Jain et al. 2023, section 4.
 * @example
 * const vectors = { data: Float32Array.of(1, 0, 0, 1), rows: 2, cols: 2 }
 * const heldOut = { embeddings: { data: Float32Array.of(1, 0, 1, 0, 0, 1), rows: 3, cols: 2 }, wrong: Uint8Array.of(1, 1, 0) }
 * const options = { signed: true, merge: true, contradicts: () => false, random: randomSource(0) }
 * nameDirection(Float64Array.of(-1, 1), { texts: ['x', 'y'], vectors, rows: [0, 1] }, heldOut, options).map(({ nearest }) => nearest) // => [3, 3]
 */
export function nameDirection(
  scores: Float64Array,
  captions: CaptionVectors,
  heldOut: HeldOutImages,
  options: NamingOptions,
): JudgedCaption[] {
  return (['hard', 'easy'] as const).flatMap((side) =>
    judgeSide(scores, captions, heldOut, options, side),
  )
}

/**
 * How many of n held-out images are counted as near a caption: a share of the class, at least 10.
 *
 * @param n - Held-out images of the class.
 * @param share - 0 to 1. @default 0.2
 * @example
 * [heldOutSize(500), heldOutSize(20), heldOutSize(4)] // => [100, 10, 4]
 */
export function heldOutSize(n: number, share = 0.2): number {
  return Math.min(n, Math.max(10, Math.round(share * n)))
}

function judgeSide(
  scores: Float64Array,
  captions: CaptionVectors,
  heldOut: HeldOutImages,
  options: NamingOptions,
  side: Side,
): JudgedCaption[] {
  const half = Math.floor(scores.length / 2)
  const textOf = (index: number) => captions.texts[captions.rows[index]]
  const isOnSide = ({ index, rank }: PickedCaption) =>
    options.signed ? (side === 'hard' ? scores[index] < 0 : scores[index] > 0) : rank <= half
  const listed = listCaptions(
    pickCaptions(
      scores,
      side,
      Math.min(SEARCHED, Math.max(1, half)),
      options.merge ? captions : undefined,
    ),
    (picked) => isOnSide(picked) && !options.contradicts(textOf(picked.index)),
  )
  const judge = imageJudge(captions, heldOut, side, options.share)
  const others = shuffled(otherHalf(scores, side), options.random).slice(0, COMPARED)
  const compared = Array.from(heldOut.wrong.length > 0 ? others : [], judge.nearest)
  const judged = listed.map((picked): JudgedCaption => {
    const base = {
      ...picked,
      side,
      score: scores[picked.index],
      contradicts: options.contradicts(textOf(picked.index)),
      claimed: false,
    }
    if (heldOut.wrong.length === 0) return { ...base, nearest: 0 }
    const randomAsGood = shareAsGood(judge.nearest(picked.index), compared, heldOut.wrong, side)
    return {
      ...base,
      ...judge.evidence(picked.index),
      ...(randomAsGood !== undefined && { randomAsGood }),
    }
  })
  const claims = claimedCaptions(
    judged.map((caption) => ({
      p: caption.p ?? 1,
      randomAsGood: caption.randomAsGood ?? 1,
      contradicts: caption.contradicts,
      onSide: isOnSide(caption),
    })),
  )
  return judged.map((caption, i) => ({
    ...caption,
    claimed: claims[i],
    ...((i === 0 || claims[i]) && caption.nearest > 0 && { curve: judge.curve(caption.index) }),
  }))
}

/** The first ten, and further ones until five may be names. */
function listCaptions(
  picked: readonly PickedCaption[],
  mayBeName: (picked: PickedCaption) => boolean,
): PickedCaption[] {
  let names = 0
  return picked.filter((caption, at) => {
    const counts = mayBeName(caption) && ++names <= TESTED_CAPTIONS
    return at < LISTED || counts
  })
}

function otherHalf(scores: Float64Array, side: Side): Int32Array {
  const sign = side === 'hard' ? -1 : 1
  const order = Array.from(scores.keys()).sort((a, b) => sign * (scores[a] - scores[b]) || a - b)
  return Int32Array.from(order.slice(0, Math.floor(scores.length / 2)))
}

/** Looks up, for a caption, the held-out images nearest it. */
function imageJudge(
  { vectors, rows }: CaptionVectors,
  { embeddings, wrong }: HeldOutImages,
  side: Side,
  share?: number,
) {
  const nearest = heldOutSize(wrong.length, share)
  const cosines = (index: number) => cosinesWith(embeddings, matrixRow(vectors, rows[index]))
  return {
    nearest: (index: number) => nearestMask(cosines(index), nearest),
    evidence: (index: number) => captionEvidence(cosines(index), wrong, nearest, side),
    curve: (index: number) => accuracyCurve(cosines(index), wrong),
  }
}

/**
 * Share of other captions whose nearest images are as hard (easy). One that picks mostly the same images is no
 * comparison. Undefined if there is none.
 */
function shareAsGood(
  own: Uint8Array,
  compared: readonly Uint8Array[],
  wrong: Uint8Array,
  side: Side,
): number | undefined {
  const size = countBoth(own, own)
  const errors = countBoth(own, wrong)
  const different = compared.filter((other) => 2 * countBoth(own, other) <= size)
  const asGood = different.filter((other) =>
    side === 'hard' ? countBoth(other, wrong) >= errors : countBoth(other, wrong) <= errors,
  )
  return different.length > 0 ? asGood.length / different.length : undefined
}
