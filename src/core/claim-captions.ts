/** What decides whether a caption is a name. */
export interface CaptionCase {
  /** One-sided, that the images near it are harder (easier) than the class. */
  p: number
  /** Share of random captions that do as well. */
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
 * tested, as good as at most one random caption in twenty, on their side, and not naming another class.
 *
 * Only the first five are tested; they were chosen without the images that test them.
 *
 * @param captions - Of one side of one direction, the outermost first.
 * @param alpha - Chance of one false name or more. @default 0.05
 * @returns One flag a caption.
 * @see Holm 1979, "A simple sequentially rejective multiple test procedure".
 * @example
 * const fine = { randomAsGood: 0, contradicts: false, onSide: true }
 * claimedCaptions([{ ...fine, p: 0.001 }, { ...fine, p: 0.03 }, { ...fine, p: 0.2 }]) // => [true, false, false]
 */
export function claimedCaptions(captions: readonly CaptionCase[], alpha = 0.05): boolean[] {
  const tested = captions.slice(0, TESTED_CAPTIONS)
  const byP = Array.from(tested.keys()).sort((a, b) => tested[a].p - tested[b].p)
  const claimed = captions.map(() => false)
  for (const [at, index] of byP.entries()) {
    if (!(tested[index].p <= alpha / (tested.length - at))) break
    const { randomAsGood, contradicts, onSide } = tested[index]
    claimed[index] = randomAsGood <= 0.05 && !contradicts && onSide
  }
  return claimed
}
