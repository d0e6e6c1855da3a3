import type { JudgedCaption } from '../../core/caption/name-direction.ts'
import type { CaptionRow, CaptionsFile } from '../../run/captions-file.ts'

/** A direction with the captions of both its sides. */
export interface NamedDirection {
  class: string
  direction: number
  captions: (JudgedCaption & {
    text: string
    kind: CaptionRow['kind']
    partText: string | undefined
  })[]
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
    correlation: caption.correlation ?? null,
    correlationP: caption.correlationP ?? null,
    part: caption.partText ?? null,
    partP: caption.partP ?? null,
    present: caption.present,
    merged: caption.merged,
  }))
}

/** The entry of `captions.json`, without its modes. */
export function captionVerdict(
  named: NamedDirection,
): Omit<CaptionsFile['directions'][number], 'modes'> {
  const easy = named.captions.find(({ side, claimed }) => side === 'easy' && claimed)
  const curves = named.captions.flatMap(({ text, side, curve }) =>
    curve ? [{ caption: text, side, ...curve }] : [],
  )
  return {
    class: named.class,
    direction: named.direction,
    easy: easy?.text ?? null,
    ...hardVerdict(named),
    curves,
  }
}

/** What is said of the hard side alone. */
export function hardVerdict(named: NamedDirection) {
  const hard = named.captions.filter(({ side }) => side === 'hard')
  const candidate = hard.find(({ contradicts }) => !contradicts)
  return {
    hard: hard.find(({ claimed }) => claimed)?.text ?? null,
    candidate: candidate?.text ?? null,
    verdict: verdictOf(named, candidate),
  }
}

type Named = NamedDirection['captions'][number]

/** One plain sentence about the hard side. */
function verdictOf({ class: name, captions }: NamedDirection, first: Named | undefined): string {
  if (captions.length === 0) return 'There are no captions for this class.'
  const best = captions.find(({ side, claimed }) => side === 'hard' && claimed)
  if (best) {
    return `The hard images are best described as "${best.text}"${carriedBy(best)}: ${evidenceOf(best, name)}.`
  }
  if (first === undefined) return 'No name is proven: every hard caption names another class.'
  const like = first.present ? `"${first.text}"` : `images like "${first.text}"`
  return `No name is proven. First candidate, not a name: ${like}; ${shortfallOf(first, name)}.`
}

/** The words that carry a caption, where they are not all of it. */
const carriedBy = ({ partText }: Named) =>
  partText ? ` (it is "${partText}" that carries it)` : ''

/** What speaks against the first candidate. */
function shortfallOf(first: Named, name: string): string {
  if (first.nearest === 0)
    return `there are no held-out images of "${name}" to check a caption with`
  if (!first.present)
    return `other captions describe the images nearest to it better, so it may only resemble what is meant`
  return evidenceOf(first, name)
}

function evidenceOf(caption: Named, name: string): string {
  const percent = (share = 0) => `${(100 * share).toFixed(0)} %`
  const { accuracy, nearest, classAccuracy, correlation = 0, correlationP = 1, partP = 1 } = caption
  const p = Math.max(correlationP, partP)
  return `the model is right on ${percent(accuracy)} of the ${nearest} held-out images nearest to it, on ${percent(classAccuracy)} of "${name}"; its errors go with the words by a correlation of ${correlation.toFixed(2)} (p ${p < 0.001 ? '< 0.001' : `= ${p.toFixed(3)}`})`
}
