import { contradictsClass } from '../../core/caption/caption-contradiction.ts'
import { captionEvidence } from '../../core/caption/caption-evidence.ts'
import { heldOutSize } from '../../core/caption/name-direction.ts'
import { hyperplaneOf } from '../../core/direction/hyperplane.ts'
import { cosinesWith } from '../../core/vectors/count-nearest.ts'
import type { CaptionsFile } from '../../run/captions-file.ts'
import { scoreCaptions } from './caption.ts'
import { foundDirections, heldOutImages, type RunParts } from './caption-context.ts'
import type { CaptionList } from './caption-list.ts'
import type { CaptionVectors } from './caption-vectors.ts'

/** What a run says about one sentence under one direction. */
export interface TextVerdict {
  class: string
  direction: number
  text: string
  /** Negative = hard. */
  score: number
  /** 1 = harder than every caption of the class's set. */
  rank: number
  /** Captions of the class's set, this one counted. */
  of: number
  /** The half of the ranking that it lies in, and is tested for. */
  side: 'hard' | 'easy'
  contradicts: boolean
  /** Held-out images nearest the sentence; 0 = there are none, and then nothing below is known. */
  nearest: number
  accuracy: number | null
  interval: [low: number, high: number] | null
  classAccuracy: number | null
  p: number | null
}

export interface TextQuestion {
  text: string
  /** Of the text, float32[d]. */
  vector: Float32Array
  score: CaptionsFile['score']
  heldOutSplit: string
}

/**
 * A user's own sentence, scored against every direction of a run and judged by held-out images.
 *
 * @param list - The run's captions, for the rank.
 * @param vectors - Their vectors.
 */
export async function judgeText(
  parts: RunParts,
  list: CaptionList,
  vectors: CaptionVectors,
  { text, vector, score, heldOutSplit }: TextQuestion,
): Promise<TextVerdict[]> {
  const verdicts: TextVerdict[] = []
  const own = { data: vector, rows: 1, cols: vector.length }
  for (const { class: name, label, directions } of foundDirections(parts)) {
    const heldOut = await heldOutImages(parts, label, heldOutSplit)
    const at = list.classes.findIndex((listed) => listed.class === name)
    const rows = list.classes[at]?.rows ?? []
    for (const record of directions) {
      const plane = hyperplaneOf(parts.normals, record)
      const scores = scoreCaptions(score, plane, parts, vectors, { at, rows })
      const asked = { vectors: own, references: vectors.references }
      const [value = 0] = scoreCaptions(score, plane, parts, asked, { at, rows: [0] })
      const harder = scores.filter((other) => other < value).length
      const isAmong = Array.from(rows).some((row) => list.texts[row] === text)
      const of = scores.length + (isAmong ? 0 : 1)
      const side = 2 * harder < of ? 'hard' : 'easy'
      const nearest = heldOutSize(heldOut.wrong.length)
      const evidence =
        nearest === 0
          ? undefined
          : captionEvidence(cosinesWith(heldOut.embeddings, vector), heldOut.wrong, nearest, side)
      verdicts.push({
        class: name,
        direction: record.rank,
        text,
        score: value,
        rank: harder + 1,
        of,
        side,
        contradicts: contradictsClass(text, name, parts.examples.classes),
        nearest,
        accuracy: evidence?.accuracy ?? null,
        interval: evidence?.interval ?? null,
        classAccuracy: evidence?.classAccuracy ?? null,
        p: evidence?.p ?? null,
      })
    }
  }
  return verdicts
}
