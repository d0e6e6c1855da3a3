import { nameDirection } from '../../core/caption/name-direction.ts'
import { hyperplaneOf } from '../../core/direction/hyperplane.ts'
import { matrixRow } from '../../core/vectors/matrix.ts'
import { randomSource } from '../../core/vectors/random.ts'
import type { CaptionsFile } from '../../run/captions-file.ts'
import type { MethodConfig } from '../../run/config.ts'
import type { Effects } from '../../run/effects.ts'
import type { EvidenceFile } from '../../run/evidence-file.ts'
import type { Slice } from '../../run/slices-file.ts'
import { fitImages, foundDirections, heldOutImages, type RunParts } from './caption-context.ts'
import { contradictsClass } from './caption-contradiction.ts'
import { captionEvidenceIds } from './caption-evidence-ids.ts'
import type { CaptionList } from './caption-list.ts'
import type { NamedDirection } from './caption-report.ts'
import { directionSlices } from './caption-slices.ts'
import type { CaptionVectors } from './caption-vectors.ts'
import { scoreCaptions } from './score-captions.ts'

export interface NamingPlan {
  method: Pick<MethodConfig, 'profile' | 'fitSplit' | 'heldOutSplit'>
  classes: readonly string[]
  seed: number
  score: CaptionsFile['score']
}

/** A direction with its names, the slices cut by it, and the images behind its captions. */
export interface Named {
  direction: NamedDirection
  slices: Slice[]
  evidence: EvidenceFile['directions'][number]
}

/** Names every direction that was found, and cuts its slices. */
export async function nameDirections(
  parts: RunParts,
  list: CaptionList,
  captionVectors: CaptionVectors,
  { method, classes, seed, score }: NamingPlan,
  effects: Effects,
): Promise<Named[]> {
  const named: Named[] = []
  const found = foundDirections(parts)
  for (const [done, { class: name, label, directions }] of found.entries()) {
    effects.signal?.throwIfAborted()
    effects.onProgress?.({ step: 'caption', done, total: found.length, unit: 'classes' })
    const at = list.classes.findIndex((listed) => listed.class === name)
    const own = list.classes[at]
    if (own === undefined) continue
    const heldOut = await heldOutImages(parts, label, method.heldOutSplit)
    const { imagesUnder } = await fitImages(parts, label, method.fitSplit)
    const { vectors, references } = captionVectors
    const captions = { texts: list.texts, vectors, rows: own.rows, parts: own.parts }
    for (const record of directions) {
      const plane = hyperplaneOf(parts.normals, record)
      const fit = imagesUnder(plane)
      const scored = {
        plane,
        standardizer: parts.standardizer,
        fit,
        reference: references[at] ?? [],
      }
      const scores = scoreCaptions(score, scored, captionVectors, own.rows)
      const judged = nameDirection(scores, captions, fit, heldOut, {
        signed: score !== 'faithful',
        merge: method.profile === 'robust',
        contradicts: (text) => contradictsClass(text, name, classes),
        random: randomSource(seed, 'captions', name, record.rank),
      })
      const direction = {
        class: name,
        direction: record.rank,
        captions: judged.map((caption) => ({
          ...caption,
          text: list.texts[own.rows[caption.index] ?? 0] ?? '',
          kind: own.kinds[caption.index] ?? 'all',
          partText: list.parts[caption.part ?? -1],
        })),
      }
      const source = {
        named: direction,
        heldOut,
        ids: parts.examples.ids,
        vectorOf: (index: number) => matrixRow(vectors, own.rows[index] ?? 0),
      }
      const { standardizer } = parts
      const slices = directionSlices({ ...source, plane, standardizer, split: method.heldOutSplit })
      named.push({ direction, slices, evidence: captionEvidenceIds(source) })
    }
  }
  return named
}
