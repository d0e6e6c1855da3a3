import { firstFew } from '../../io/files/first-few.ts'
import type { Effects } from '../../run/effects.ts'
import { DataError } from '../../run/errors.ts'
import type { Baseline } from './baseline.ts'
import type { Candidate } from './candidate.ts'
import { movedVectors, vectorMarks } from './vector-marks.ts'

/** The examples of a baseline that a new model was judged on too. */
export interface Joined {
  /** Places in the baseline's list, ascending. */
  places: Uint32Array
  /** Row of the candidate for each. */
  rows: Int32Array
  missing: number
  relabelled: number
  moved: number
}

/**
 * Finds a baseline's examples again among those of a new model, by id. Left out, with a warning: an example that the new
 * model has not judged, that bears another label now, or whose vector is another.
 *
 * @returns No places if no id is shared: then the two models were judged on different examples.
 * @throws DataError if most of the shared examples bear other labels, or have other vectors: another encoder, or other images.
 */
export async function joinExamples(
  baseline: Baseline,
  candidate: Candidate,
  effects: Effects = {},
): Promise<Joined> {
  const warn = (code: string, message: string) => effects.onWarning?.({ code, message })
  const { ids, labels } = baseline.examples
  const now = candidate.examples
  const rowOf = new Map(now.ids.map((id, row) => [id, row]))
  const isJudged = (id: string | undefined) =>
    (now.predictions[rowOf.get(id ?? '') ?? -1] ?? -1) >= 0
  const shared = [...ids.keys()].filter((place) => isJudged(ids[place]))
  const rowAt = (place: number) => rowOf.get(ids[place] ?? '') ?? -1
  const missing = ids.length - shared.length
  if (shared.length > 0 && missing > 0) {
    const gone = ids.filter((id) => !isJudged(id))
    warn(
      'missing-examples',
      `${missing} of ${ids.length} examples of the baseline have no prediction in "${candidate.name}" and do not count: ${firstFew(gone, 3)}`,
    )
  }
  const sameLabel = shared.filter((place) => {
    const label = now.labels[rowAt(place)] ?? -1
    return label < 0 || now.classes[label] === baseline.classes[labels[place] ?? -1]
  })
  const relabelled = shared.length - sameLabel.length
  if (relabelled > shared.length / 2) {
    throw new DataError(
      `Cannot compare with "${candidate.name}": ${relabelled} of ${shared.length} shared examples bear another label than in the baseline`,
      { hint: 'name the classes as the baseline does, or freeze a run with these labels' },
    )
  }
  if (relabelled > 0) {
    warn(
      'relabelled-examples',
      `${relabelled} examples bear another label than in the baseline and do not count`,
    )
  }
  const inTrain = sameLabel.filter((place) => now.splits[rowAt(place)] === 'train').length
  if (inTrain > 0) {
    warn(
      'trained-examples',
      `${inTrain} examples of the baseline are in the train split of "${candidate.name}": a model is better on what it was trained on`,
    )
  }
  const kept = await unmoved(baseline, candidate, sameLabel, sameLabel.map(rowAt))
  const moved = sameLabel.length - kept.length
  if (moved > 0) {
    warn(
      'moved-examples',
      `${moved} examples have other vectors than in the baseline, so their images have changed, and do not count`,
    )
  }
  return {
    places: Uint32Array.from(kept),
    rows: Int32Array.from(kept, rowAt),
    missing,
    relabelled,
    moved,
  }
}

async function unmoved(
  baseline: Baseline,
  candidate: Candidate,
  places: readonly number[],
  rows: readonly number[],
): Promise<readonly number[]> {
  const x = await candidate.vectors(rows)
  if (!x || places.length === 0) return places
  const before = Float32Array.from(places, (place) => baseline.examples.marks[place] ?? 0)
  const moved = movedVectors(before, vectorMarks(x))
  const count = moved.reduce((sum, value) => sum + value, 0)
  if (count > places.length / 2) {
    throw new DataError(
      `Cannot compare with "${candidate.name}": ${count} of ${places.length} shared examples have other vectors, expected those of the same encoder for the same images`,
      { hint: 'freeze a run with this encoder, or embed the new run with the old one' },
    )
  }
  return places.filter((_, i) => moved[i] === 0)
}
