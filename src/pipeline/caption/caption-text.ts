import { captionEvidence } from '../../core/caption/caption-evidence.ts'
import { captionParts } from '../../core/caption/caption-parts.ts'
import { captionProofs } from '../../core/caption/caption-proof.ts'
import { claimedCaptions } from '../../core/caption/claim-captions.ts'
import { centredUnitRows } from '../../core/caption/leanings.ts'
import { heldOutSize } from '../../core/caption/name-direction.ts'
import { hyperplaneOf } from '../../core/direction/hyperplane.ts'
import { cosinesWith } from '../../core/vectors/count-nearest.ts'
import { randomSource } from '../../core/vectors/random.ts'
import type { CaptionsFile } from '../../run/captions-file.ts'
import type { MethodConfig } from '../../run/config.ts'
import { classImages, foundDirections, type RunParts } from './caption-context.ts'
import { contradictsClass } from './caption-contradiction.ts'
import type { CaptionList } from './caption-list.ts'
import type { CaptionVectors } from './caption-vectors.ts'
import { scoreCaptions } from './score-captions.ts'
import { withSentences } from './with-sentences.ts'

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
  /** Why the sentence is like nothing in the data, and so proves nothing; null = the data shows what it says. */
  likeNothing: string | null
  /** It is a name: what it says goes with the errors of held-out images, in the part that carries it too. */
  proven: boolean
  /** The words that carry it, of those that the class's captions share; null = it was tested as a whole. */
  part: string | null
  /** Held-out images nearest the sentence; 0 = there are none, and then nothing below is known. */
  nearest: number
  accuracy: number | null
  interval: [low: number, high: number] | null
  classAccuracy: number | null
  /** One-sided: the nearest images are harder (easier) than the class. */
  p: number | null
  /** Over held-out images, of leaning towards the sentence with the loss; positive = hard. */
  correlation: number | null
  correlationP: number | null
  partP: number | null
}

export interface TextQuestion {
  text: string
  /** Of the text, float32[d]. */
  vector: Float32Array
  score: CaptionsFile['score']
  method: Pick<MethodConfig, 'fitSplit' | 'heldOutSplit'>
  seed: number
  likeNothing: string | null
}

/**
 * A user's own sentence, scored against every direction of a run and judged by held-out images, as the captions of its
 * set are.
 */
export async function judgeText(
  parts: RunParts,
  list: CaptionList,
  vectors: CaptionVectors,
  question: TextQuestion,
): Promise<TextVerdict[]> {
  const { text, vector, score, method, seed } = question
  const verdicts: TextVerdict[] = []
  for (const { class: name, label, directions } of foundDirections(parts)) {
    const at = list.classes.findIndex((listed) => listed.class === name)
    const own = list.classes[at]
    if (own === undefined) continue
    const heldOut = await classImages(parts, label, method.heldOutSplit)
    const fit = await classImages(parts, label, method.fitSplit)
    const captions = withSentences(list, own, vectors.vectors, [{ text, vector }])
    const asked = captions.rows.length - 1
    for (const record of directions) {
      const plane = hyperplaneOf(parts.normals, record)
      const reference = vectors.references[at] ?? []
      const scored = { plane, standardizer: parts.standardizer, fit, reference }
      const scores = scoreCaptions(score, scored, captions, captions.rows, [asked])
      const value = scores[asked] ?? 0
      const isAmong = own.rows.some((row) => list.texts[row] === text)
      const harder = scores.filter((other, i) => i !== asked && other < value).length
      const of = scores.length - (isAmong ? 1 : 0)
      const side = score === 'faithful' ? sideOf(2 * harder - of) : sideOf(value)
      const contradicts = contradictsClass(text, name, parts.examples.classes)
      const nearest = heldOutSize(heldOut.wrong.length)
      const verdict = {
        ...{ class: name, direction: record.rank, text, score: value, rank: harder + 1, of, side },
        ...{ contradicts, likeNothing: question.likeNothing, nearest },
      }
      if (nearest === 0) {
        verdicts.push({ ...verdict, ...NOTHING_KNOWN })
        continue
      }
      const cosines = cosinesWith(heldOut.embeddings, vector)
      const evidence = captionEvidence(cosines, heldOut.wrong, nearest, side)
      const random = randomSource(seed, 'asked', name, record.rank, text)
      const seen = captionParts(captions, centredUnitRows(fit.embeddings), fit.loss)
      const [proof] = captionProofs([{ index: asked }], captions, seen, heldOut, side, random)
      const [proven = false] = claimedCaptions([
        {
          p: proof?.correlationP ?? 1,
          partP: proof?.partP ?? 1,
          part: proof?.part ?? -1,
          nearestP: evidence.p,
          contradicts,
          onSide: true,
          present: question.likeNothing === null,
        },
      ])
      verdicts.push({
        ...verdict,
        proven,
        part: list.parts[proof?.part ?? -1] ?? null,
        accuracy: evidence.accuracy,
        interval: evidence.interval,
        classAccuracy: evidence.classAccuracy,
        p: evidence.p,
        correlation: proof?.correlation ?? null,
        correlationP: proof?.correlationP ?? null,
        partP: proof?.partP ?? null,
      })
    }
  }
  return verdicts
}

const NOTHING_KNOWN = {
  proven: false,
  part: null,
  accuracy: null,
  interval: null,
  classAccuracy: null,
  p: null,
  correlation: null,
  correlationP: null,
  partP: null,
}

const sideOf = (score: number): TextVerdict['side'] => (score < 0 ? 'hard' : 'easy')
