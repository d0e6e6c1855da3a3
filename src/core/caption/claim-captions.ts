import { holm } from '../statistics/holm.ts'

/** What decides whether a caption is a name. */
export interface CaptionCase {
  /** One-sided: over held-out images, leaning towards the caption goes with loss (with none, for the easy side). */
  p: number
  /** The same of the part of the caption that carries it. */
  partP: number
  /** Which part that is; captions that share it share its test. */
  part: number
  /** One-sided: the images nearest to it are harder (easier) than the class. */
  nearestP: number
  /** Its words name another class. */
  contradicts: boolean
  /** Its score lies on the side that it is to name. */
  onSide: boolean
  /** What it says is in the data, and not only something like it. */
  present: boolean
}

/** Chance of a false name on one side of a direction. */
export const FALSE_NAME = 0.025
/** Captions tested a side: more would cost the good ones their significance. */
export const TESTED_CAPTIONS = 5
/** Largest p of the images nearest to a claimed name: they are shown with it. */
const NEAREST_P = 0.05

/**
 * Which captions the evidence supports as names: the caption and the part of it that carries it both go with the loss of
 * held-out images, after Holm's correction over the captions and over the parts tested; the images nearest to it bear
 * it out; and it describes them, not only something like them.
 *
 * Tested are the first five that lie on their side and do not name another class; they were chosen without the images
 * that test them.
 *
 * @param captions - Of one side of one direction, the outermost first.
 * @param alpha - Chance of a false name on this side. @default 0.025, so that it is 5 % for the two sides of a direction
 * @returns One flag a caption.
 * @see Holm 1979, "A simple sequentially rejective multiple test procedure".
 * @example
 * const fine = { partP: 0.001, part: 0, nearestP: 0.01, contradicts: false, onSide: true, present: true }
 * claimedCaptions([{ ...fine, p: 0.001 }, { ...fine, p: 0.03 }, { ...fine, p: 0.2 }]) // => [true, false, false]
 */
export function claimedCaptions(
  captions: readonly CaptionCase[],
  alpha: number = FALSE_NAME,
): boolean[] {
  const tested = testedCaptions(captions)
  const ps = holm(tested.map((index) => captions[index].p))
  const parts = [...new Map(tested.map((index) => [captions[index].part, captions[index].partP]))]
  const partPs = holm(parts.map(([, p]) => p))
  const provenParts = new Set(parts.filter((_, at) => partPs[at] <= alpha).map(([part]) => part))
  const proven = new Set(
    tested.filter((index, at) => ps[at] <= alpha && provenParts.has(captions[index].part)),
  )
  return captions.map(
    ({ nearestP, present }, index) => proven.has(index) && nearestP <= NEAREST_P && present,
  )
}

/** Places of the captions that may be names, at most five. */
function testedCaptions(
  captions: readonly Pick<CaptionCase, 'onSide' | 'contradicts'>[],
): number[] {
  return Array.from(captions.keys())
    .filter((index) => captions[index].onSide && !captions[index].contradicts)
    .slice(0, TESTED_CAPTIONS)
}
