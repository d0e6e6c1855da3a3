import { benjaminiHochberg } from '../../core/statistics/benjamini-hochberg.ts'
import { pairedTest } from '../../core/statistics/paired-test.ts'
import type { Matrix64 } from '../../core/vectors/matrix.ts'
import type { FixArmResult, FixComparison, FixMeasure } from '../../run/fix-file.ts'

/** Test images on which trainings are judged. */
export interface Measure extends FixMeasure {
  /** Places in the list of test rows. */
  places: Int32Array
}

/** All trainings of one arm. */
export interface ArmRuns {
  name: string
  about: string
  added: number
  addedByGroup: Record<string, number>
  seeds: { seed: number; error: string | null; correct?: Uint8Array }[]
}

/** Accuracy of an arm on every measure, by seed and over seeds. */
export function armResult(arm: ArmRuns, measures: readonly Measure[]): FixArmResult {
  const done = arm.seeds.flatMap(({ correct }) => (correct ? [correct] : []))
  const summaries = measures.map(({ places }) =>
    done.length === 0 ? undefined : pairedTest(valuesOn(done, places)),
  )
  return {
    name: arm.name,
    about: arm.about,
    added: arm.added,
    addedByGroup: arm.addedByGroup,
    seeds: arm.seeds.map(({ seed, error, correct }) => ({
      seed,
      error,
      accuracy: correct ? measures.map(({ places }) => meanAt(correct, places)) : [],
    })),
    accuracy: summaries.map((summary) => summary?.mean ?? null),
    interval: summaries.map((summary) =>
      summary ? [Math.max(0, summary.low), Math.min(1, summary.high)] : null,
    ),
  }
}

/**
 * One arm against another on every measure, over the seeds that both finished.
 *
 * q is over the measures of this pair; a verdict other than "no difference" needs q below alpha.
 */
export function compareArms(
  arm: ArmRuns,
  reference: ArmRuns,
  measures: readonly Measure[],
  alpha: number,
): FixComparison[] {
  const pairs = arm.seeds.flatMap(({ seed, correct }) => {
    const other = reference.seeds.find((entry) => entry.seed === seed)?.correct
    return correct && other
      ? [correct.reduce(difference(other), new Int8Array(correct.length))]
      : []
  })
  if (pairs.length === 0) return []
  const tests = measures.map(({ places }) => pairedTest(valuesOn(pairs, places)))
  const known = tests.flatMap(({ p }, i) => (Number.isNaN(p) ? [] : [i]))
  const adjusted = benjaminiHochberg(known.map((i) => tests[i]?.p ?? 1))
  return tests.map(({ mean, low, high, p }, i) => {
    const q = known.includes(i) ? (adjusted[known.indexOf(i)] ?? null) : null
    const verdict = q === null || q >= alpha ? 'no difference' : mean > 0 ? 'gain' : 'loss'
    return {
      arm: arm.name,
      reference: reference.name,
      measure: measures[i]?.name ?? '',
      gain: mean,
      interval: [low, high],
      p: Number.isNaN(p) ? null : p,
      q,
      verdict,
    }
  })
}

const difference = (other: Uint8Array) => (sum: Int8Array, value: number, place: number) => {
  sum[place] = value - (other[place] ?? 0)
  return sum
}

/** A row a seed, a column an image of the measure. */
function valuesOn(seeds: readonly ArrayLike<number>[], places: Int32Array): Matrix64 {
  const data = Float64Array.from(
    seeds.flatMap((values) => Array.from(places, (place) => values[place] ?? 0)),
  )
  return { data, rows: seeds.length, cols: places.length }
}

function meanAt(values: ArrayLike<number>, places: Int32Array): number {
  return places.reduce((sum, place) => sum + (values[place] ?? 0), 0) / places.length
}
