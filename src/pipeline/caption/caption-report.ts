import type { JudgedCaption } from '../../core/caption/name-direction.ts'
import type { CaptionRow, CaptionsFile } from '../../run/captions-file.ts'

/** A direction with the captions of both its sides. */
export interface NamedDirection {
  class: string
  direction: number
  captions: (JudgedCaption & { text: string; kind: CaptionRow['kind'] })[]
}

/** Rows of `captions.parquet`. */
export function captionRows({ class: name, direction, captions }: NamedDirection): CaptionRow[] {
  return captions.map((caption) => ({
    class: name,
    direction,
    caption: caption.text,
    kind: caption.kind,
    side: caption.side,
    rank: caption.rank,
    score: caption.score,
    claimed: caption.claimed,
    contradicts: caption.contradicts,
    nearest: caption.nearest,
    heldOutAccuracy: caption.accuracy ?? null,
    intervalLow: caption.interval?.[0] ?? null,
    intervalHigh: caption.interval?.[1] ?? null,
    classAccuracy: caption.classAccuracy ?? null,
    p: caption.p ?? null,
    randomAsGood: caption.randomAsGood ?? null,
    merged: caption.merged,
  }))
}

/** The entry of `captions.json`. */
export function captionVerdict(named: NamedDirection): CaptionsFile['directions'][number] {
  const claimed = (side: 'hard' | 'easy') =>
    named.captions.find((caption) => caption.side === side && caption.claimed)
  const curves = named.captions.flatMap(({ text, side, curve }) =>
    curve ? [{ caption: text, side, ...curve }] : [],
  )
  return {
    class: named.class,
    direction: named.direction,
    hard: claimed('hard')?.text ?? null,
    easy: claimed('easy')?.text ?? null,
    verdict: verdictOf(named),
    curves,
  }
}

/** One plain sentence about the hard side. */
function verdictOf({ class: name, captions }: NamedDirection): string {
  const hard = captions.filter(({ side }) => side === 'hard')
  const [first] = hard
  if (first === undefined) return 'There are no captions for this class.'
  const best = hard.find(({ claimed }) => claimed)
  if (best)
    return `The hard images are best described as "${best.text}": ${evidenceOf(best, name)}.`
  const reason =
    first.nearest === 0
      ? `there are no held-out images of "${name}" to check a caption with`
      : first.contradicts
        ? `the one furthest out, "${first.text}", names another class`
        : `for the one furthest out, "${first.text}", ${evidenceOf(first, name)}`
  return `No caption in the set describes this direction: ${reason}.`
}

function evidenceOf(caption: JudgedCaption, name: string): string {
  const percent = (share = 0) => `${(100 * share).toFixed(0)} %`
  const { accuracy, nearest, classAccuracy, p = 1 } = caption
  return `the model is right on ${percent(accuracy)} of the ${nearest} held-out images nearest to it, on ${percent(classAccuracy)} of "${name}" (p ${p < 0.001 ? '< 0.001' : `= ${p.toFixed(3)}`})`
}
