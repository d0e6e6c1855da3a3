import { hyperplaneOf } from '../../core/direction/hyperplane.ts'
import type { ChangeEvidence } from '../../core/guard/change-evidence.ts'
import { flaggedPlaces } from './baseline.ts'
import { modeNames } from './mode-names.ts'
import { type ExampleSet, evidenceOn, type Outcomes } from './outcomes.ts'

/** Flagged images that two modes share, as a share of those that either flags, from which they count as one mode. */
const SAME_MODE = 0.3

/** A significant failure mode of the new model that is none of the frozen ones. */
export interface UnfrozenMode {
  id: string
  class: string
  rank: number
  name: string | undefined
  q: number | undefined
  /** Largest Jaccard overlap with a frozen mode. */
  overlap: number
  set: ExampleSet
  evidence: ChangeEvidence
}

/**
 * Failure modes of the new model that overlap every frozen one by less than 0.3 (Jaccard, over the flagged examples of the
 * class in the new run), with what both models do on the images that they flag.
 *
 * @returns undefined if the candidate has no directions of its own.
 */
export async function unfrozenModes(outcomes: Outcomes): Promise<UnfrozenMode[] | undefined> {
  const { baseline, candidate, all, paired } = outcomes
  const { run, examples } = candidate
  if (!run) return undefined
  const names = await modeNames(run)
  const found: UnfrozenMode[] = []
  for (const { class: name, state, directions } of run.directions.classes) {
    if (state !== 'ok') continue
    const label = examples.classes.indexOf(name)
    const own = Int32Array.from(examples.labels.keys()).filter(
      (row) => examples.labels[row] === label,
    )
    const x = await candidate.vectors(own)
    if (!x) return undefined
    const labels = new Int32Array(own.length).fill(label)
    const flaggedRows = (
      plane: { weights: Float64Array; bias: number },
      threshold: number,
      standardizer = run.standardizer,
    ) =>
      new Set(
        Array.from(
          flaggedPlaces({ plane, threshold }, standardizer, x, labels, label),
          (i) => own[i] ?? -1,
        ),
      )
    const frozen = baseline.modes
      .filter((mode) => mode.class === name)
      .map(({ plane, threshold }) => flaggedRows(plane, threshold, baseline.standardizer))
    for (const direction of directions) {
      const flagged = flaggedRows(hyperplaneOf(run.normals, direction), 0)
      const overlap = Math.max(0, ...frozen.map((other) => jaccard(flagged, other)))
      if (overlap >= SAME_MODE) continue
      const inside = [...all.rows.keys()].filter((i) => flagged.has(all.rows[i] ?? -1))
      const rows = Int32Array.from(inside, (i) => all.rows[i] ?? -1)
      // Without shared examples nothing is known of the old model on these images.
      const places = paired
        ? Uint32Array.from(inside, (i) => all.places[i] ?? 0)
        : new Uint32Array()
      const id = `${name}#${direction.rank}`
      found.push({
        id,
        class: name,
        rank: direction.rank,
        name: names.get(id),
        q: direction.q ?? undefined,
        overlap,
        set: { places, rows },
        evidence: evidenceOn(outcomes, { places, rows }),
      })
    }
  }
  return found
}

/** |A ∩ B| / |A ∪ B|; of two empty sets 0. */
function jaccard(a: ReadonlySet<number>, b: ReadonlySet<number>): number {
  let shared = 0
  for (const value of a) if (b.has(value)) shared += 1
  const either = a.size + b.size - shared
  return either === 0 ? 0 : shared / either
}
