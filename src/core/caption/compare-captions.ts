import { countBoth } from '../vectors/count-nearest.ts'
import type { Side } from './pick-captions.ts'

/**
 * Share of other captions whose nearest images are as hard (easy). One that picks mostly the same images is no
 * comparison.
 *
 * They come from the *other* half of the ranking: where a third of a set names the attribute (faces: "woman"), random
 * captions of the whole set are often as good as the best.
 *
 * @param own - Marks the images nearest the caption, uint8[n].
 * @param compared - The same of the other captions.
 * @returns undefined if there is none.
 */
export function shareAsGood(
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
