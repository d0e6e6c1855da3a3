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
 * @param wrong - 1 where the model errs, uint8[n].
 * @returns undefined if there is none.
 * @example
 * shareAsGood(Uint8Array.of(1, 0, 0), [Uint8Array.of(0, 1, 0)], Uint8Array.of(1, 0, 0), 'hard') // => 0
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
