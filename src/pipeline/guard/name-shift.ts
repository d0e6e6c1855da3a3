import type { FitImages, HeldOutImages } from '../../core/caption/class-images.ts'
import { nameDirection } from '../../core/caption/name-direction.ts'
import type { Hyperplane } from '../../core/direction/hyperplane.ts'
import { randomSource } from '../../core/vectors/random.ts'
import { contradictsClass } from '../caption/caption-contradiction.ts'
import type { OpenedCaptions } from '../caption/open-captions.ts'
import { scoreCaptions } from '../caption/score-captions.ts'

/** One end of a shift as captions are judged by it. */
export interface ShiftImages {
  class: string
  /** Low = the end. */
  plane: Hyperplane
  fit: FitImages
  /** Wrong = its outcome changed towards the end; loss = by how much. */
  heldOut: HeldOutImages
}

/** The caption that held-out images prove of one end of a shift, by the rules of every other name; null = none. */
export function nameShift(
  { config, parts, list, vectors }: OpenedCaptions,
  { class: name, plane, fit, heldOut }: ShiftImages,
): string | null {
  const at = list.classes.findIndex((listed) => listed.class === name)
  const own = list.classes[at]
  if (own === undefined) return null
  const reference = vectors.references[at] ?? []
  const scored = { plane, standardizer: parts.standardizer, fit, reference }
  const scores = scoreCaptions('correlation', scored, vectors, own.rows)
  const captions = { texts: list.texts, vectors: vectors.vectors, rows: own.rows, parts: own.parts }
  const judged = nameDirection(scores, captions, fit, heldOut, {
    signed: true,
    merge: true,
    contradicts: (text) => contradictsClass(text, name, parts.examples.classes),
    random: randomSource(config.seed, 'shift names', name),
  })
  const claimed = judged.find((caption) => caption.side === 'hard' && caption.claimed)
  return claimed ? (list.texts[own.rows[claimed.index] ?? 0] ?? null) : null
}
