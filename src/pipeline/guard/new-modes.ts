import type { ChangeEvidence } from '../../core/guard/change-evidence.ts'
import type { Standardizer } from '../../core/vectors/standardize.ts'
import { modeNames } from './mode-names.ts'
import { type ExampleSet, evidenceOn, type Outcomes } from './outcomes.ts'
import { flaggedPlaces, type Scorer, scorersOf } from './scorer.ts'

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
 * Failure modes of the new model that are none of the frozen ones, with what both models do on the images that they flag.
 *
 * One of the frozen ones it is if it overlaps one by 0.3 or more (Jaccard, over the flagged examples of the class in the new run), or if
 * the frozen ones of the class flag half of its images: a mode that falls in two is no news.
 *
 * @returns undefined if the candidate has no directions of its own.
 */
export async function unfrozenModes(outcomes: Outcomes): Promise<UnfrozenMode[] | undefined> {
  const { baseline, candidate, all, paired } = outcomes
  const { run, examples } = candidate
  if (!run) return undefined
  const names = await modeNames(run)
  const scorers = await scorersOf(run)
  const found: UnfrozenMode[] = []
  for (const { class: name, state, directions } of run.directions.classes) {
    const scorer = scorers.get(name)
    if (state !== 'ok' || !scorer) continue
    const label = examples.classes.indexOf(name)
    const own = Int32Array.from(examples.labels.keys()).filter(
      (row) => examples.labels[row] === label,
    )
    const x = await candidate.vectors(own)
    if (!x) return undefined
    const labels = new Int32Array(own.length).fill(label)
    const flaggedBy = (one: Scorer, standardizer: Standardizer) =>
      flaggedPlaces(one, standardizer, x, labels, label).map((places) => new Set(places))
    const frozen = baseline.modes
      .filter((mode) => mode.class === name)
      .flatMap(({ scorer: old, rank }) => flaggedBy(old, baseline.standardizer)[rank - 1] ?? [])
    const known = new Set(frozen.flatMap((places) => [...places]))
    for (const [i, flagged] of flaggedBy(scorer, run.standardizer).entries()) {
      const overlap = Math.max(0, ...frozen.map((other) => jaccard(flagged, other)))
      const inside = [...flagged].filter((place) => known.has(place)).length
      if (overlap >= SAME_MODE || inside > flagged.size / 2) continue
      const ownRows = new Set(Array.from(flagged, (place) => own[place] ?? -1))
      const shared = [...all.rows.keys()].filter((at) => ownRows.has(all.rows[at] ?? -1))
      const rows = Int32Array.from(shared, (at) => all.rows[at] ?? -1)
      // Without shared examples nothing is known of the old model on these images.
      const places = paired
        ? Uint32Array.from(shared, (at) => all.places[at] ?? 0)
        : new Uint32Array()
      const rank = i + 1
      const id = `${name}#${rank}`
      found.push({
        // The baseline has modes of the same number.
        id: `${id} of ${candidate.name}`,
        class: name,
        rank,
        name: names.get(id),
        q: directions[0]?.q ?? undefined,
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
