import {
  curveSizes,
  hardestValue,
  minorityCurve,
  minorityShares,
} from '../../core/baseline/minority-report.ts'
import { randomSource, shuffled } from '../../core/vectors/random.ts'
import type { RunExamples } from '../../io/dataset/examples-file.ts'
import type { MetadataColumn } from '../../io/tables/column.ts'
import type { GroupReport } from '../../run/groups-file.ts'
import { rowsOfClass, wrongOf } from '../caption/caption-context.ts'

/** A value of a group with fewer examples in a class says too little to be its minority. */
const LEAST_EXAMPLES = 5
/** A column of numbers with more values than this is no group. */
const MOST_VALUES = 20

const ALL_CLASSES = 'all classes'

/** Rows of one class, or of all, that a report is about. */
interface GroupRows {
  name: string
  minorityValue: string
  rows: Int32Array
  minority: Uint8Array
}

export interface ReportInput {
  column: string
  values: readonly (string | undefined)[]
  split: string
  seed: number
  /** Of all examples, ascending = hardest; undefined if it could not be made. */
  domino: Float64Array | undefined
}

/**
 * The cells of a metadata column as names of groups.
 *
 * @returns undefined if the column has fewer than two values, or numbers too many to be groups.
 */
export function groupValues(column: MetadataColumn): (string | undefined)[] | undefined {
  const values = Array.from(column.values as ArrayLike<unknown>, (value) =>
    value === undefined || Number.isNaN(value) ? undefined : String(value),
  )
  const different = new Set(values.filter((value) => value !== undefined)).size
  const isGroup = different >= 2 && (column.kind !== 'number' || different <= MOST_VALUES)
  return isGroup ? values : undefined
}

/**
 * How the hardest held-out images of each class, and of all classes pooled, divide over a known group. The minority of a
 * class is the value of the column on which the model errs most there.
 */
export function groupReports(examples: RunExamples, input: ReportInput): GroupReport[] {
  const classes = examples.classes.flatMap((name, label): GroupRows[] => {
    const all = rowsOfClass(examples, label, input.split)
    const rows = all.filter((row) => input.values[row] !== undefined)
    const values = Array.from(rows, (row) => input.values[row])
    const minorityValue = hardestValue(values, wrongOf(examples, rows), LEAST_EXAMPLES)
    if (minorityValue === undefined) return []
    const minority = Uint8Array.from(values, (value) => (value === minorityValue ? 1 : 0))
    return [{ name, minorityValue, rows, minority }]
  })
  const pooled = classes.length > 1 ? [pool(classes)] : []
  return [...classes, ...pooled].map((group) => report(examples, input, group))
}

function pool(classes: readonly GroupRows[]): GroupRows {
  return {
    name: ALL_CLASSES,
    minorityValue: classes.map(({ name, minorityValue }) => `${name}: ${minorityValue}`).join(', '),
    rows: Int32Array.from(classes.flatMap(({ rows }) => [...rows])),
    minority: Uint8Array.from(classes.flatMap(({ minority }) => [...minority])),
  }
}

function report(
  examples: RunExamples,
  { column, split, seed, domino }: ReportInput,
  { name, minorityValue, rows, minority }: GroupRows,
): GroupReport {
  const wrong = wrongOf(examples, rows)
  const flagged = Int8Array.from(rows, (row) => examples.flagged[row] ?? -1)
  const shares = minorityShares({ minority, wrong, flagged })
  const k = curveSizes(rows.length)
  const random = randomSource(seed, 'groups', column, name)
  const order = shuffled(Int32Array.from(rows.keys()), random)
  const of = (values: Float64Array) => Float64Array.from(rows, (row) => values[row] ?? Number.NaN)
  const rankings: [GroupReport['curves'][number]['by'], Float64Array | undefined][] = [
    ['decision value', of(examples.decisionValues)],
    ['confidence', of(examples.confidence)],
    ['random', Float64Array.from(order)],
    ['domino', domino && of(domino)],
  ]
  return {
    column,
    class: name,
    minority: minorityValue,
    split,
    examples: rows.length,
    minorityShare: shares.minorityShare ?? 0,
    errorRate: shares.errorRate ?? 0,
    flaggedShare: shares.flaggedShare ?? null,
    minorityShareOfErrors: shares.minorityShareOfErrors ?? null,
    minorityShareOfFlagged: shares.minorityShareOfFlagged ?? null,
    minorityFlagged: shares.minorityFlagged ?? null,
    minorityErrs: shares.minorityErrs ?? null,
    curves: rankings.flatMap(([by, values]) =>
      values === undefined || values.every(Number.isNaN)
        ? []
        : [{ by, k, minorityShare: minorityCurve(values, minority, k) }],
    ),
  }
}
