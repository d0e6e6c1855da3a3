import { correlationTests } from '../statistics/correlation-test.ts'
import { meanOfRows } from '../svm/kernels/mean-of-rows.ts'
import { cosinesWith } from '../vectors/count-nearest.ts'
import { type Matrix, matrixRow } from '../vectors/matrix.ts'
import type { Random } from '../vectors/random.ts'
import type { CaptionParts } from './caption-parts.ts'
import type { HeldOutImages } from './class-images.ts'
import { centredRow, centredUnitRows, leanings } from './leanings.ts'
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
  { vectors, rows }: NamedCaptions,
  { means, carrying: carryingPart }: CaptionParts,
  heldOut: Pick<HeldOutImages, 'embeddings' | 'loss'>,
  side: Side,
  random: Random,
): CaptionProof[] {
  const sign = side === 'hard' ? 1 : -1
  const carrying = picked.map(({ index }) => carryingPart(index, side))
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

/** Cosine of every image with a caption of the list. */
export const cosinesOf = (
  { vectors, rows }: Pick<NamedCaptions, 'vectors' | 'rows'>,
  embeddings: Matrix,
  index: number,
): Float64Array => cosinesWith(embeddings, matrixRow(vectors, rows[index]))
