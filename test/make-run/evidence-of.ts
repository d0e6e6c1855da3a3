import type { CaptionRow } from '../../src/run/captions-file.ts'
import type { EvidenceFile } from '../../src/run/evidence-file.ts'
import type { RunPlan } from './plan-run.ts'

/** Held-out images of the class for each caption: the hardest for the hard end, the easiest for the easy end. */
export function evidenceOf(plan: RunPlan, captions: readonly CaptionRow[]): EvidenceFile {
  const directions: EvidenceFile['directions'] = []
  const ordered = new Map<string, string[]>()
  const heldOut = (className: string) => {
    const label = plan.classes.indexOf(className)
    const ids =
      ordered.get(className) ??
      [...plan.ids.keys()]
        .filter((row) => plan.labels[row] === label && plan.splits[row] === 'test')
        .sort((a, b) => plan.decisionValues[a] - plan.decisionValues[b])
        .map((row) => plan.ids[row])
    ordered.set(className, ids)
    return ids
  }
  for (const { class: name, direction, caption, side } of captions) {
    const own =
      directions.find((found) => found.class === name && found.direction === direction) ??
      directions[directions.push({ class: name, direction, captions: [] }) - 1]
    const ids = heldOut(name)
    own.captions.push({
      caption,
      side,
      ids: (side === 'hard' ? ids : ids.toReversed()).slice(0, 200),
    })
  }
  return { format: 'faultline-evidence', version: 1, directions }
}
