import type { ClassDirections, DirectionRecord } from '../../run/directions-file.ts'
import type { Run, RunOutline } from './load-run.ts'

/** One class as the overview shows it. */
export interface ClassSummary {
  /** Index in the list of classes. */
  label: number
  found: ClassDirections
  /** The strongest direction; undefined if none was fitted. */
  strongest: DirectionRecord | undefined
  /** Accuracy on held-out images, NaN = none there. */
  flaggedAccuracy: number
  unflaggedAccuracy: number
  /** Names that the evidence supports. */
  hard: string | undefined
  easy: string | undefined
}

/** All classes, those with a failure mode first, the strongest first. */
export function classSummaries({
  directions,
  captionReport,
  manifest,
}: RunOutline): ClassSummary[] {
  const names = new Map(
    captionReport?.directions
      .filter(({ direction }) => direction === 1)
      .map((verdict) => [verdict.class, verdict]),
  )
  const labels = new Map(manifest.classes.map((name, label) => [name, label]))
  return directions.classes
    .map((found): ClassSummary => {
      const strongest = found.directions.find(({ rank }) => rank === 1)
      const verdict = names.get(found.class)
      return {
        label: labels.get(found.class) ?? -1,
        found,
        strongest,
        flaggedAccuracy: accuracy(strongest?.heldOut?.flagged.errorRate),
        unflaggedAccuracy: accuracy(strongest?.heldOut?.unflagged.errorRate),
        hard: verdict?.hard ?? undefined,
        easy: verdict?.easy ?? undefined,
      }
    })
    .toSorted(byStrength)
}

const accuracy = (errorRate: number | null | undefined) =>
  errorRate === null || errorRate === undefined ? Number.NaN : 1 - errorRate

const STATE_ORDER = { ok: 0, 'not-significant': 1, 'not-enough-errors': 2 }

/** Failure modes first, then by strength. */
export function byStrength(a: ClassSummary, b: ClassSummary): number {
  const state = STATE_ORDER[a.found.state] - STATE_ORDER[b.found.state]
  return state || strengthOf(b) - strengthOf(a) || a.label - b.label
}

/** Out-of-fold AUROC; balanced accuracy where a run has no other; -1 without a direction. */
export const strengthOf = ({ strongest }: ClassSummary): number =>
  strongest?.auroc ?? strongest?.balancedAccuracy ?? -1

/**
 * How much accuracy the flagged images lose for certain: the lower end of the interval of the difference in error rate, so that
 * a class with three images does not look worst by luck. -1 if not known.
 */
export const sureLoss = ({ strongest }: ClassSummary): number =>
  strongest?.heldOut?.differenceInterval?.[0] ?? -1

/** Flagged and unflagged held-out images of a class can be compared. */
export const isCompared = ({ flaggedAccuracy, unflaggedAccuracy }: ClassSummary): boolean =>
  !Number.isNaN(flaggedAccuracy) && !Number.isNaN(unflaggedAccuracy)

/** Gives the held-out rows of a class: those with a decision value, the hardest first; all if none has one. */
export type HeldOutOf = (label: number) => Int32Array

/** Rows are parted by class at once and put in order when a class is first asked for. */
export function heldOutByClass({
  examples,
  manifest,
}: Pick<Run, 'examples' | 'manifest'>): HeldOutOf {
  const { count, label, split, decisionValue } = examples
  const heldOut = split.names.indexOf(manifest.config.method.heldOutSplit)
  const isOne = (row: number) => split.codes[row] === heldOut && (label.codes[row] ?? -1) >= 0
  const ends = new Int32Array(label.names.length + 1)
  for (let row = 0; row < count; row++) {
    const at = (label.codes[row] ?? -1) + 1
    if (isOne(row)) ends[at] = (ends[at] ?? 0) + 1
  }
  for (let i = 1; i < ends.length; i++) ends[i] = (ends[i] ?? 0) + (ends[i - 1] ?? 0)
  const starts = ends.slice()
  const rows = new Int32Array(ends.at(-1) ?? 0)
  for (let row = 0; row < count; row++) {
    if (!isOne(row)) continue
    const own = label.codes[row] ?? 0
    const at = starts[own] ?? 0
    rows[at] = row
    starts[own] = at + 1
  }
  const known = new Map<number, Int32Array>()
  return (label) => {
    const found =
      known.get(label) ?? inOrder(rows.subarray(ends[label], ends[label + 1]), decisionValue)
    known.set(label, found)
    return found
  }
}

function inOrder(rows: Int32Array, values: Float64Array): Int32Array {
  const valued = rows.filter((row) => !Number.isNaN(values[row]))
  if (valued.length === 0) return rows
  return valued.sort((a, b) => (values[a] ?? 0) - (values[b] ?? 0) || a - b)
}
