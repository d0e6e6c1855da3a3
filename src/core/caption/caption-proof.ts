import { correlationTests } from '../statistics/correlation-test.ts'
import { meanOfRows } from '../svm/kernels/mean-of-rows.ts'
import { cosinesWith } from '../vectors/count-nearest.ts'
import { type Matrix, matrixRow } from '../vectors/matrix.ts'
import type { Random } from '../vectors/random.ts'
import { centredValues } from '../vectors/vector.ts'
import { partVectors } from './caption-parts.ts'
import type { FitImages, HeldOutImages } from './class-images.ts'
import { centredRow, centredUnitRows, correlation, leanings } from './leanings.ts'
import type { NamedCaptions, Side } from './pick-captions.ts'

/** What held-out images say of a caption and of the part of it that carries it. */
export interface CaptionProof {
  /** Of leaning towards the caption with the loss, over held-out images; positive = said of hard images. */
  correlation: number
  /** One-sided, in the sense of the side. */
  correlationP: number
  /** The part that carries the caption: of its parts the one that goes best with the loss of the fit's images. -1 = it has none. */
  part: number
  /** One-sided: the same test of that part, across the captions that share it; of a caption without parts its own. */
  partP: number
}

/**
 * Tests captions, and the part that carries each, on held-out images: permutation tests of the correlation that proposed
 * them, now with the loss of images that proposed nothing.
 *
 * @param picked - Captions to test, places in the list.
 * @param side - `hard` tests for more loss near the caption, `easy` for less.
 * @returns One proof a caption. O(k n (d + 2000)) for k captions.
 */
export function captionProofs(
  picked: readonly { index: number }[],
  captions: NamedCaptions,
  fit: FitImages,
  heldOut: Pick<HeldOutImages, 'embeddings' | 'loss'>,
  side: Side,
  random: Random,
): CaptionProof[] {
  const { vectors, rows, parts } = captions
  const sign = side === 'hard' ? 1 : -1
  const carryingPart = partsOn(captions, fit, side)
  const carrying = picked.map(({ index }) => carryingPart(index))
  const means = partVectors(vectors, rows, parts)
  const mean = meanOfRows(vectors, rows)
  const x = centredUnitRows(heldOut.embeddings)
  const distinct = [...new Set(carrying)].filter((part) => part >= 0)
  const columns = [
    ...picked.map(({ index }) => leanings(x, centredRow(vectors, rows[index], mean))),
    ...distinct.map((part) => leanings(x, means[part])),
  ]
  const loss = heldOut.loss.map((value) => sign * value)
  const results = correlationTests(columns, loss, random)
  return picked.map((_, at) => {
    const own = results[at]
    const part = carrying[at]
    const partP = part < 0 ? own.p : results[picked.length + distinct.indexOf(part)].p
    return { correlation: sign * own.correlation, correlationP: own.p, part, partP }
  })
}

/**
 * Tells of captions which of their parts carries them: the one that goes best with the loss of the fit's images (or with
 * the lack of it, for the easy side). -1 = it has none.
 */
export function partsOn(
  { vectors, rows, parts }: NamedCaptions,
  { embeddings, loss }: FitImages,
  side: Side,
): (index: number) => number {
  const sign = side === 'hard' ? 1 : -1
  const x = centredUnitRows(embeddings)
  const values = centredValues(loss).map((value) => sign * value)
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
  return (index) =>
    parts[index]
      .filter(tells)
      .reduce((best, part) => (best < 0 || strength(part) > strength(best) ? part : best), -1)
}

/** Cosine of every image with a caption of the list. */
export const cosinesOf = (
  { vectors, rows }: Pick<NamedCaptions, 'vectors' | 'rows'>,
  embeddings: Matrix,
  index: number,
): Float64Array => cosinesWith(embeddings, matrixRow(vectors, rows[index]))
