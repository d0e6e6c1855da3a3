import { nearestMask } from '../vectors/count-nearest.ts'
import { type Matrix, matrixRow } from '../vectors/matrix.ts'
import { type Random, shuffled } from '../vectors/random.ts'
import { type AccuracyCurve, accuracyCurve, captionEvidence } from './caption-evidence.ts'
import { type CaptionParts, captionParts } from './caption-parts.ts'
import { presenceIn } from './caption-presence.ts'
import { type CaptionProof, captionProofs, cosinesOf } from './caption-proof.ts'
import { claimedCaptions, FALSE_NAME, TESTED_CAPTIONS } from './claim-captions.ts'
import type { FitImages, HeldOutImages } from './class-images.ts'
import { shareAsGood } from './compare-captions.ts'
import { centredUnitRows, leanings } from './leanings.ts'
import { type NamedCaptions, type PickedCaption, pickCaptions, type Side } from './pick-captions.ts'

/** Captions listed a side, as the paper keeps. */
const LISTED = 10
/** Further captions looked through for five that may be names. */
const SEARCHED = 60
/** Captions drawn from the other half of the ranking for comparison. */
const COMPARED = 200

export interface NamingOptions {
  /** Whether the sign of a score tells the side or, for the faithful score, only the rank does. */
  signed: boolean
  /** Fold captions that say the same into one. */
  merge: boolean
  /** Whether a caption's words name another class. */
  contradicts: (text: string) => boolean
  /** For the permutations and the captions compared with. */
  random: Random
  /** Sets of names that share the chance of a false one: a class's and its modes'. @default 1 */
  families?: number
  /** K as a share of the class. @default 0.2, at least 10 images */
  share?: number
}

/** A caption with what held-out images say about it. */
export interface JudgedCaption extends PickedCaption, Partial<CaptionProof> {
  side: Side
  score: number
  contradicts: boolean
  claimed: boolean
  /** What it says is in the class's images; false = they are only like it. */
  present: boolean
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
 * Scores and the images of the fit propose captions; held-out images judge them. A name must go with the loss there by
 * itself and in the part that carries it: "a dog in the snow" needs that *in the snow* holds over all captions that share
 * it.
 *
 * @param scores - Of the class's captions under the direction, float64[m], negative = hard.
 * @param captions - The captions behind the scores.
 * @param fit - Images of the class behind the scores.
 * @param heldOut - n other images of the class, n may be 0.
 * @returns Hard captions, the hardest first, then easy ones, the easiest first: candidates come even where no name is
 *   claimed. Curves come with the first caption of each side and with every claimed one. O((m + 300 n) d).
 * @see Jain et al. 2023, section 4.
 * @example
 * const vectors = { data: Float32Array.of(1, 0, 0, 1), rows: 2, cols: 2 }
 * const embeddings = { data: Float32Array.of(1, 0, 1, 0, 0, 1), rows: 3, cols: 2 }
 * const fit = { embeddings, loss: Float64Array.of(1, 1, 0) }
 * const heldOut = { embeddings, wrong: Uint8Array.of(1, 1, 0), loss: Float64Array.of(1, 1, 0) }
 * const options = { signed: true, merge: true, contradicts: () => false, random: randomSource(0) }
 * const captions = { texts: ['x', 'y'], vectors, rows: [0, 1], parts: [[0], [1]] }
 * nameDirection(Float64Array.of(-1, 1), captions, fit, heldOut, options).map(({ nearest }) => nearest) // => [3, 3]
 */
export function nameDirection(
  scores: Float64Array,
  captions: NamedCaptions,
  fit: FitImages,
  heldOut: HeldOutImages,
  options: NamingOptions,
): JudgedCaption[] {
  const seen = fitViews(captions, fit)
  return (['hard', 'easy'] as const).flatMap((side) =>
    judgeSide(scores, captions, { seen, heldOut }, options, side),
  )
}

/** How many of n held-out images of a class are counted as near a caption: a share of them, at least 10. */
export function heldOutSize(n: number, share = 0.2): number {
  return Math.min(n, Math.max(10, Math.round(share * n)))
}

/** How the images of the fit see captions: which are nearest, and whether a caption is among what they show. */
function fitViews(captions: NamedCaptions, { embeddings, loss }: FitImages) {
  const { vectors, rows } = captions
  const x = centredUnitRows(embeddings)
  const size = heldOutSize(x.rows)
  const masks = new Map<number, Uint8Array>()
  const nearest = (index: number): Uint8Array => {
    const known = masks.get(index)
    if (known) return known
    const mask = nearestMask(leanings(x, vectorAt(vectors, rows[index])), size)
    masks.set(index, mask)
    return mask
  }
  const presence = presenceIn(x, vectors, rows)
  return {
    nearest,
    presence: (index: number) => presence(vectorAt(vectors, rows[index])),
    parts: captionParts(captions, x, loss),
  }
}

interface Images {
  seen: ReturnType<typeof fitViews>
  heldOut: HeldOutImages
}

function judgeSide(
  scores: Float64Array,
  captions: NamedCaptions,
  { seen, heldOut }: Images,
  options: NamingOptions,
  side: Side,
): JudgedCaption[] {
  const half = Math.floor(scores.length / 2)
  const textOf = (index: number) => captions.texts[captions.rows[index]]
  const isOnSide = ({ index, rank }: PickedCaption) =>
    options.signed ? (side === 'hard' ? scores[index] < 0 : scores[index] > 0) : rank <= half
  const picked = pickCaptions(
    scores,
    side,
    Math.min(SEARCHED, Math.max(1, half)),
    options.merge ? { ...captions, nearest: seen.nearest } : undefined,
  )
  const listed = listCaptions(
    options.merge ? withoutIdleParts(picked, captions, seen.parts, side) : picked,
    (picked) => isOnSide(picked) && !options.contradicts(textOf(picked.index)),
  )
  const judged = listed.map(
    (picked): JudgedCaption => ({
      ...picked,
      side,
      score: scores[picked.index],
      contradicts: options.contradicts(textOf(picked.index)),
      claimed: false,
      present: seen.presence(picked.index).present,
      nearest: 0,
    }),
  )
  const n = heldOut.wrong.length
  if (n === 0) return judged
  const nearest = heldOutSize(n, options.share)
  const cosines = (index: number) => cosinesOf(captions, heldOut.embeddings, index)
  const others = shuffled(otherHalf(scores, side), options.random).slice(0, COMPARED)
  const compared = Array.from(others, (index) => nearestMask(cosines(index), nearest))
  const proofs = captionProofs(listed, captions, seen.parts, heldOut, side, options.random)
  const tested = judged.map((caption, at): JudgedCaption => {
    const near = cosines(caption.index)
    const own = nearestMask(near, nearest)
    const randomAsGood = shareAsGood(own, compared, heldOut.wrong, side)
    return {
      ...caption,
      ...captionEvidence(near, heldOut.wrong, nearest, side),
      ...proofs[at],
      ...(randomAsGood !== undefined && { randomAsGood }),
    }
  })
  const claims = claimedCaptions(
    tested.map((caption) => ({
      p: caption.correlationP ?? 1,
      partP: caption.partP ?? 1,
      part: caption.part ?? -1,
      nearestP: caption.p ?? 1,
      contradicts: caption.contradicts,
      onSide: isOnSide(caption),
      present: caption.present,
    })),
    FALSE_NAME / (options.families ?? 1),
  )
  return tested.map((caption, i) => ({
    ...caption,
    claimed: claims[i],
    ...((i === 0 || claims[i]) && {
      curve: accuracyCurve(cosines(caption.index), heldOut.wrong),
    }),
  }))
}

/**
 * Captions without the parts that do not carry them, where the set has such a caption: "a red car in the snow" that *red*
 * carries is "a red car".
 */
function withoutIdleParts(
  picked: readonly PickedCaption[],
  { parts }: NamedCaptions,
  { carrying }: CaptionParts,
  side: Side,
): PickedCaption[] {
  const simplest = (index: number): number => {
    const own = new Set(parts[index])
    const carrier = carrying(index, side)
    return [...parts.keys()]
      .filter(
        (other) => parts[other].includes(carrier) && parts[other].every((part) => own.has(part)),
      )
      .reduce((best, other) => (parts[other].length < parts[best].length ? other : best), index)
  }
  const kept = new Map<number, PickedCaption>()
  for (const caption of picked) {
    const index = simplest(caption.index)
    const known = kept.get(index)
    if (known) known.merged += 1 + caption.merged
    else kept.set(index, { ...caption, index })
  }
  return [...kept.values()]
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

const vectorAt = (texts: Matrix, row: number): Float64Array =>
  Float64Array.from(matrixRow(texts, row))
