import type { ExampleTable } from '../../core/direction/example-table.ts'
import type { Confusion } from '../../core/outcome/confusion.ts'

/** Examples whose columns are compared with each other. */
export type CheckedExamples = Pick<
  ExampleTable,
  'classes' | 'ids' | 'labels' | 'predictions' | 'confidence' | 'probabilities'
>

/** What a check looks at. */
export interface CheckFacts {
  table: CheckedExamples
  confusion: Confusion
  /** Predictions are made by a threshold of our own choice, not by the largest probability. */
  hasThreshold: boolean
}

/** What a check has found: refused if it cannot be right, warned about if it may be wrong. */
export interface Finding {
  code: string
  severity: 'refuse' | 'warn'
  /** What was found, in how many rows, and the first of them. */
  message: string
  /** What to change. */
  hint: string
}

/** Row numbers as a user counts them, with their ids. */
export function fewRows(rows: readonly number[], ids: readonly string[]): string {
  const shown = rows.slice(0, 3).map((row) => `row ${row + 1} ("${ids[row]}")`)
  return `${shown.join(', ')}${rows.length > 3 ? ', ...' : ''}`
}

export const percent = (share: number): string => `${Math.round(1000 * share) / 10} %`
