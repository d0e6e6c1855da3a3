/** What decides whether a caption is a name. */
export interface CaptionCase {
  /** One-sided, that the images near it are harder (easier) than the class. */
  p: number
  /** Share of the captions that it is compared with that do as well. */
  randomAsGood: number
  /** Its words name another class. */
  contradicts: boolean
  /** Its score lies on the side that it is to name. */
  onSide: boolean
}

/** Captions tested a side: more would cost the good ones their significance. */
export const TESTED_CAPTIONS = 5

/**
 * Which captions the evidence supports as names: significant on held-out images after Holm's correction over the captions
 * tested, and matched by at most one in twenty of the captions they are compared with.
 *
 * Tested are the first five that lie on their side and do not name another class; they were chosen without the images
 * that test them.
 *
 * @param captions - Of one side of one direction, the outermost first.
 * @param alpha - Chance of a false name on this side. @default 0.025, so that it is 5 % for the two sides of a direction
 * @returns One flag a caption.
 * @see Holm 1979, "A simple sequentially rejective multiple test procedure".
 * @example
 * const fine = { randomAsGood: 0, contradicts: false, onSide: true }
 * claimedCaptions([{ ...fine, p: 0.001 }, { ...fine, p: 0.03 }, { ...fine, p: 0.2 }]) // => [true, false, false]
 */
export function claimedCaptions(captions: readonly CaptionCase[], alpha = 0.025): boolean[] {
  const tested = Array.from(captions.keys())
    .filter((index) => captions[index].onSide && !captions[index].contradicts)
    .slice(0, TESTED_CAPTIONS)
  const byP = tested.toSorted((a, b) => captions[a].p - captions[b].p)
  const claimed = captions.map(() => false)
  for (const [at, index] of byP.entries()) {
    if (!(captions[index].p <= alpha / (tested.length - at))) break
    claimed[index] = captions[index].randomAsGood <= 0.05
  }
  return claimed
}
