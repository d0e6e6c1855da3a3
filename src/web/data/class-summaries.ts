import type { ClassDirections, DirectionRecord } from '../../run/directions-file.ts'
import type { Run } from './load-run.ts'

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
export function classSummaries({ directions, captionReport, manifest }: Run): ClassSummary[] {
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

/** The held-out rows of every class, by label: those with a decision value, the hardest first; all if none has one. */
export function heldOutByClass({ examples, manifest }: Run): Int32Array[] {
  const { label, split, decisionValue } = examples
  const heldOut = split.names.indexOf(manifest.config.method.heldOutSplit)
  const rows: number[][] = manifest.classes.map(() => [])
  for (let row = 0; row < examples.count; row++) {
    if (split.codes[row] === heldOut) rows[label.codes[row] ?? -1]?.push(row)
  }
  return rows.map((all) => {
    const valued = all.filter((row) => !Number.isNaN(decisionValue[row]))
    if (valued.length === 0) return Int32Array.from(all)
    return Int32Array.from(valued).sort(
      (a, b) => (decisionValue[a] ?? 0) - (decisionValue[b] ?? 0) || a - b,
    )
  })
}
