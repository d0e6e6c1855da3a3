import type { HeldOutImages } from '../../core/caption/class-images.ts'
import { nameDirection } from '../../core/caption/name-direction.ts'
import { hyperplaneOf } from '../../core/direction/hyperplane.ts'
import { matrixRow } from '../../core/vectors/matrix.ts'
import { randomSource } from '../../core/vectors/random.ts'
import type { CaptionsFile } from '../../run/captions-file.ts'
import type { MethodConfig } from '../../run/config.ts'
import type { ClassDirections } from '../../run/directions-file.ts'
import type { Effects } from '../../run/effects.ts'
import type { EvidenceFile } from '../../run/evidence-file.ts'
import type { Slice } from '../../run/slices-file.ts'
import {
  classImages,
  type NamingParts,
  type RowImages,
  type RunParts,
  withoutOtherModes,
} from './caption-context.ts'
import { contradictsClass } from './caption-contradiction.ts'
import { captionEvidenceIds } from './caption-evidence-ids.ts'
import type { CaptionList } from './caption-list.ts'
import { captionVerdict, hardVerdict, type NamedDirection } from './caption-report.ts'
import { directionSlices } from './caption-slices.ts'
import type { CaptionVectors } from './caption-vectors.ts'
import { scoreCaptions } from './score-captions.ts'

export interface NamingPlan {
  method: Pick<MethodConfig, 'profile' | 'fitSplit' | 'heldOutSplit'>
  classes: readonly string[]
  seed: number
  score: CaptionsFile['score']
}

/** The names of a run: its directions with their captions, the slices cut by them, and the images behind the captions. */
export interface Named extends Pick<CaptionsFile, 'directions' | 'unproven'> {
  captions: NamedDirection[]
  slices: Slice[]
  evidence: EvidenceFile['directions']
}

/**
 * Names every direction that was found and every mode of it, and cuts its slices. A class whose failure is not significant
 * gets a first candidate and never a name.
 */
export async function nameDirections(
  parts: NamingParts,
  list: CaptionList,
  captionVectors: CaptionVectors,
  plan: NamingPlan,
  effects: Effects,
): Promise<Named> {
  const named: Named = { directions: [], unproven: [], captions: [], slices: [], evidence: [] }
  const { method, score } = plan
  const { classes } = parts.directions
  for (const [done, found] of classes.entries()) {
    effects.signal?.throwIfAborted()
    effects.onProgress?.({ step: 'caption', done, total: classes.length, unit: 'classes' })
    const isFound = found.state === 'ok'
    // Other scores rank captions by a direction, and without significance there is none to go by.
    if (!isFound && (found.state !== 'not-significant' || score !== 'correlation')) continue
    const label = parts.examples.classes.indexOf(found.class)
    const namer = namerOf(parts, list, captionVectors, plan, found)
    if (namer === undefined) continue
    const heldOut = await classImages(parts, label, method.heldOutSplit)
    const fit = await classImages(parts, label, method.fitSplit)
    const modes = score === 'correlation' && found.modes.length > 1 ? found.modes : []
    for (const record of isFound ? found.directions : found.directions.slice(0, 1)) {
      const judge = namer.judgeBy(record, 1 + modes.length)
      const direction = judge(fit, heldOut, isFound)
      if (!isFound) {
        const { candidate, verdict } = hardVerdict(direction)
        named.unproven.push({ class: found.class, candidate, verdict })
        continue
      }
      const ofModes = modes.map(({ number }) => {
        const without = (images: RowImages) => withoutOtherModes(parts, found, images, number)
        return { number, ...hardVerdict(judge(without(fit), without(heldOut), true, number)) }
      })
      named.captions.push(direction)
      named.directions.push({ ...captionVerdict(direction), modes: ofModes })
      const plane = hyperplaneOf(parts.normals, record)
      const source = { named: direction, heldOut, ids: parts.examples.ids, ...namer }
      const cut = { plane, standardizer: parts.standardizer, split: method.heldOutSplit }
      named.slices.push(...directionSlices({ ...source, ...cut }))
      named.evidence.push(captionEvidenceIds(source))
    }
  }
  return named
}

/** What names the directions of one class; undefined if it has no captions. */
function namerOf(
  { examples, normals, standardizer }: RunParts,
  list: CaptionList,
  captionVectors: CaptionVectors,
  { method, seed, score }: NamingPlan,
  found: ClassDirections,
) {
  const at = list.classes.findIndex((listed) => listed.class === found.class)
  const own = list.classes[at]
  if (own === undefined) return undefined
  const { vectors, references } = captionVectors
  const captions = { texts: list.texts, vectors, rows: own.rows, parts: own.parts }
  const judgeBy =
    (record: ClassDirections['directions'][number], families: number) =>
    (fit: RowImages, heldOut: HeldOutImages, mayClaim: boolean, mode?: number): NamedDirection => {
      const plane = hyperplaneOf(normals, record)
      const scored = { plane, standardizer, fit, reference: references[at] ?? [] }
      const scores = scoreCaptions(score, scored, captionVectors, own.rows)
      const judged = nameDirection(scores, captions, fit, heldOut, {
        signed: score !== 'faithful',
        merge: method.profile === 'robust',
        contradicts: (text) => contradictsClass(text, found.class, examples.classes),
        random: randomSource(seed, 'captions', found.class, record.rank, mode ?? ''),
        families,
      })
      return {
        class: found.class,
        direction: record.rank,
        captions: judged.map((caption) => ({
          ...caption,
          claimed: caption.claimed && mayClaim,
          text: list.texts[own.rows[caption.index] ?? 0] ?? '',
          kind: own.kinds[caption.index] ?? 'all',
          partText: list.parts[caption.part ?? -1],
        })),
      }
    }
  return { judgeBy, vectorOf: (index: number) => matrixRow(vectors, own.rows[index] ?? 0) }
}
