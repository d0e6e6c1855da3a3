import { type Interval, wilsonInterval } from '../../core/statistics/wilson.ts'
import type { Examples } from '../data/read-examples.ts'

/** A set of images and how the model does on it; images without an answer are left out. */
export interface Outcome {
  rows: readonly number[]
  wrong: readonly number[]
  right: readonly number[]
  /** NaN without images. */
  accuracy: number
  interval: Interval
}

/** How the model does on some rows. */
export function outcomeOf(correct: Int8Array, rows: Iterable<number>): Outcome {
  const known = [...rows].filter((row) => correct[row] !== -1)
  const wrong = known.filter((row) => correct[row] === 0)
  const right = known.filter((row) => correct[row] === 1)
  const accuracy = known.length === 0 ? Number.NaN : right.length / known.length
  return {
    rows: known,
    wrong,
    right,
    accuracy,
    interval: wilsonInterval(right.length, known.length),
  }
}

/** What one direction of a class says about the held-out images. */
export interface ModeFacts {
  /** Held-out images of the class with a decision value, the hardest first. */
  rows: Int32Array
  valueAt: (row: number) => number
  flagged: Outcome
  others: Outcome
  /** What the flagged wrong images are taken for, the most frequent first. */
  calledAs: readonly { name: string; rows: readonly number[] }[]
}

/**
 * @param rows - Held-out images of the class, the hardest first.
 * @param threshold - Images at or below it are flagged; the method's own is 0.
 */
export function modeFacts(
  examples: Pick<Examples, 'correct' | 'prediction' | 'decisionValue'>,
  rows: Int32Array,
  values: ReadonlyMap<number, number> | undefined,
  threshold = 0,
): ModeFacts {
  const { correct, prediction, decisionValue } = examples
  const valueAt = (row: number) => values?.get(row) ?? decisionValue[row] ?? Number.NaN
  const valued = rows.filter((row) => !Number.isNaN(valueAt(row)))
  const flagged = outcomeOf(
    correct,
    valued.filter((row) => valueAt(row) <= threshold),
  )
  const others = outcomeOf(
    correct,
    valued.filter((row) => valueAt(row) > threshold),
  )
  const byAnswer = new Map<string, number[]>()
  for (const row of flagged.wrong) {
    const name = prediction.names[prediction.codes[row] ?? -1]
    if (name !== undefined) byAnswer.set(name, [...(byAnswer.get(name) ?? []), row])
  }
  const calledAs = [...byAnswer]
    .map(([name, rows]) => ({ name, rows }))
    .sort((a, b) => b.rows.length - a.rows.length || (a.name < b.name ? -1 : 1))
  return { rows: valued, valueAt, flagged, others, calledAs }
}
