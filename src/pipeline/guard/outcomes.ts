import { rowsOfSplit } from '../../core/direction/example-table.ts'
import {
  type ChangeEvidence,
  pairedEvidence,
  unpairedEvidence,
} from '../../core/guard/change-evidence.ts'
import type { WorstImage } from '../../run/compare-file.ts'
import type { Effects } from '../../run/effects.ts'
import { DataError } from '../../run/errors.ts'
import type { Baseline, FrozenMode } from './baseline.ts'
import type { Candidate } from './candidate.ts'
import { checkAnswers } from './check-candidate.ts'
import { type Joined, joinExamples } from './join-examples.ts'
import { flaggedPlaces } from './scorer.ts'

/** Images told of each kind and change. */
const MOST_IMAGES = 12

/** A set of examples under both models; where they are shared, the two lists are of one length and go together. */
export interface ExampleSet {
  /** Places in the baseline's list. */
  places: Uint32Array
  /** Rows of the candidate. */
  rows: Int32Array
}

/** The old and the new model side by side. */
export interface Outcomes {
  baseline: Baseline
  candidate: Candidate
  joined: Joined
  /** Both were judged on the same examples. */
  paired: boolean
  margin: number
  /** Everything that counts. */
  all: ExampleSet
  ofClass: (name: string) => ExampleSet
  flaggedBy: (mode: FrozenMode) => ExampleSet
}

/** Puts a new model beside the old one: on the examples that they share if there are any, else each on its own. */
export async function sideBySide(
  baseline: Baseline,
  candidate: Candidate,
  margin: number,
  effects: Effects = {},
): Promise<Outcomes> {
  const joined = await joinExamples(baseline, candidate, effects)
  const paired = joined.places.length > 0
  checkAnswers(baseline, candidate, joined, effects)
  const { labels } = baseline.examples
  const { examples } = candidate
  const all: ExampleSet = paired
    ? joined
    : {
        places: Uint32Array.from(labels.keys()),
        rows: ownRows(baseline, candidate, effects),
      }
  const rowOf = new Map(Array.from(joined.places, (place, i) => [place, joined.rows[i] ?? -1]))
  const shared = (list: Uint32Array): ExampleSet => {
    const places = list.filter((place) => rowOf.has(place))
    return { places, rows: Int32Array.from(places, (place) => rowOf.get(place) ?? -1) }
  }
  const x = paired ? undefined : await candidate.vectors(all.rows)
  const rowLabels = all.rows.map((row) => examples.labels[row] ?? -1)
  const outcomes: Outcomes = {
    baseline,
    candidate,
    joined,
    paired,
    margin,
    all,
    ofClass: (name) => {
      const [old, now] = [baseline.classes.indexOf(name), examples.classes.indexOf(name)]
      const places = all.places.filter((place) => labels[place] === old)
      return paired
        ? shared(places)
        : { places, rows: all.rows.filter((_, i) => rowLabels[i] === now) }
    },
    flaggedBy: (mode) => {
      if (paired || !x) return shared(mode.flagged)
      const label = examples.classes.indexOf(mode.class)
      const byMode = flaggedPlaces(mode.scorer, baseline.standardizer, x, rowLabels, label)
      const flagged = byMode[mode.rank - 1] ?? []
      return { places: mode.flagged, rows: Int32Array.from(flagged, (i) => all.rows[i] ?? -1) }
    },
  }
  for (const name of new Set(baseline.modes.map((mode) => mode.class))) {
    if (outcomes.ofClass(name).rows.length > 0) continue
    throw new DataError(
      `Cannot check "${candidate.name}": no example of class "${name}", expected some to measure its frozen modes on`,
    )
  }
  for (const mode of paired ? baseline.modes : []) {
    if (mode.flagged.length === 0 || outcomes.flaggedBy(mode).rows.length > 0) continue
    throw new DataError(
      `Cannot check "${candidate.name}": none of the ${mode.flagged.length} examples of mode ${mode.id} can be judged, expected predictions for some`,
    )
  }
  return outcomes
}

/** Rows of a model that shares no example with the baseline: those of its held-out split that can be judged. */
function ownRows(
  baseline: Baseline,
  { run, examples, name }: Candidate,
  effects: Effects,
): Int32Array {
  if (!run) {
    throw new DataError(
      `Cannot check "${name}": none of its ids is an example of the baseline: found "${examples.ids[0]}", expected ids such as "${baseline.examples.ids[0]}"`,
      {
        hint: 'predictions alone can be judged on the baseline’s own examples only; of other images give a run folder',
      },
    )
  }
  effects.onWarning?.({
    code: 'other-examples',
    message: `"${name}" shares no example with the baseline: each model is judged on its own examples, which takes many more of them`,
  })
  const { heldOutSplit } = run.manifest.config.method
  return rowsOfSplit(examples, heldOutSplit).filter(
    (row) => (examples.labels[row] ?? -1) >= 0 && (examples.predictions[row] ?? -1) >= 0,
  )
}

/** Evidence of the change on a set of examples. */
export function evidenceOn(outcomes: Outcomes, set: ExampleSet): ChangeEvidence {
  const { baseline, paired, margin } = outcomes
  const { correct, units } = baseline.examples
  const oldWrong = Array.from(set.places, (place) => 1 - (correct[place] ?? 0))
  const newWrong = Array.from(set.rows, (_, i) => Number(isWrong(outcomes, set, i)))
  if (paired) {
    const unitOf = Array.from(set.places, (place) => units[place] ?? 0)
    return pairedEvidence(oldWrong, newWrong, margin, unitOf)
  }
  const count = (wrong: readonly number[]) => ({
    examples: wrong.length,
    errors: wrong.reduce((sum, one) => sum + one, 0),
  })
  return unpairedEvidence(count(oldWrong), count(newWrong), margin)
}

/** Images of a set that broke, least confident first, and that were mended, most confident first. */
export function changedImages(
  outcomes: Outcomes,
  set: ExampleSet,
): { worst: WorstImage[]; best?: WorstImage[] } {
  const { baseline, candidate, paired } = outcomes
  const { examples, images } = candidate
  const wasRight = (i: number) => baseline.examples.correct[set.places[i] ?? 0] === 1
  const confidence = (i: number) => examples.confidence[set.rows[i] ?? -1] || 0
  const told = (wanted: (i: number) => boolean, sign: 1 | -1) =>
    [...set.rows.keys()]
      .filter(wanted)
      .sort((a, b) => sign * (confidence(a) - confidence(b)) || a - b)
      .slice(0, MOST_IMAGES)
      .map((i) => {
        const row = set.rows[i] ?? -1
        return {
          id: examples.ids[row] ?? '',
          image: images[row] ?? null,
          label: labelName(outcomes, set, i),
          prediction: examples.classes[examples.predictions[row] ?? -1] ?? '',
        }
      })
  return {
    worst: told((i) => isWrong(outcomes, set, i) && (!paired || wasRight(i)), 1),
    ...(paired && { best: told((i) => !wasRight(i) && !isWrong(outcomes, set, i), -1) }),
  }
}

function isWrong(outcomes: Outcomes, set: ExampleSet, i: number): boolean {
  const { examples } = outcomes.candidate
  const predicted = examples.classes[examples.predictions[set.rows[i] ?? -1] ?? -1]
  return predicted !== labelName(outcomes, set, i)
}

/** Of a shared example the baseline knows the label; a table of predictions need not. */
function labelName({ baseline, candidate, paired }: Outcomes, set: ExampleSet, i: number): string {
  if (paired) return baseline.classes[baseline.examples.labels[set.places[i] ?? 0] ?? -1] ?? ''
  return candidate.examples.classes[candidate.examples.labels[set.rows[i] ?? -1] ?? -1] ?? ''
}
