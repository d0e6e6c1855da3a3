import { suspectedLabelErrors } from '../../core/direction/suspected-label-errors.ts'
import type { Run } from '../run-folder/open-run.ts'

/** Pictures that a gallery shows on a large screen before anyone scrolls. */
const SCREEN = 60

/**
 * All rows in the order in which a report should show their pictures: the first screen of everything that its first page
 * leads to; then class by class in turn the hardest and the easiest held-out images, classes with a failure mode before
 * the others; then what is not held out.
 */
export function reportRows({
  directions,
  examples,
  manifest,
}: Pick<Run, 'directions' | 'examples' | 'manifest'>): number[] {
  const { decisionValues, labels, splits, classes } = examples
  const heldOut = manifest.config.method.heldOutSplit
  const states = new Map(directions.classes.map((found) => [found.class, found.state]))
  const byClass: number[][] = classes.map(() => [])
  const rest: number[] = []
  for (const [row, split] of splits.entries()) {
    const own = byClass[labels[row] ?? -1]
    if (own && split === heldOut && !Number.isNaN(decisionValues[row])) own.push(row)
    else rest.push(row)
  }
  const queues = byClass.map((rows) =>
    fromBothEnds(rows.sort((a, b) => (decisionValues[a] ?? 0) - (decisionValues[b] ?? 0) || a - b)),
  )
  const isOk = (label: number) => states.get(classes[label] ?? '') === 'ok'
  const order = [...queues.keys()]
  const inTurns = [order.filter(isOk), order.filter((label) => !isOk(label))].map((labels) =>
    takeTurns(labels.map((label) => queues[label] ?? [])),
  )
  const proven = Uint8Array.from(labels, (label) => Number(isOk(label)))
  return [
    ...new Set([
      ...linkedRows(examples, proven, (row) => splits[row] === heldOut),
      ...inTurns.flat(),
      ...rest,
    ]),
  ]
}

/** First screens of all images, all wrong and all flagged held-out ones, the hardest first, and of suspected labels. */
function linkedRows(
  examples: Run['examples'],
  proven: Uint8Array,
  isHeldOut: (row: number) => boolean,
): number[] {
  const { decisionValues, labels, predictions } = examples
  const hardest = Array.from(labels.keys())
    .filter((row) => !Number.isNaN(decisionValues[row]))
    .sort(
      (a, b) =>
        (proven[b] ?? 0) - (proven[a] ?? 0) ||
        (decisionValues[a] ?? 0) - (decisionValues[b] ?? 0) ||
        a - b,
    )
  const isWrong = (row: number) => (predictions[row] ?? -1) >= 0 && predictions[row] !== labels[row]
  const isFlagged = (row: number) => proven[row] === 1 && (decisionValues[row] ?? 0) <= 0
  const heldOut = hardest.filter(isHeldOut)
  return [
    hardest,
    heldOut.filter(isWrong),
    heldOut.filter(isFlagged),
    heldOut,
    [...suspectedLabelErrors(examples, decisionValues)],
  ].flatMap((rows) => rows.slice(0, SCREEN))
}

/** First, last, second, last but one, ... */
function fromBothEnds(rows: readonly number[]): number[] {
  return rows.map((_, i) => {
    const at = i % 2 === 0 ? i / 2 : rows.length - (i + 1) / 2
    return rows[at] as number
  })
}

/** The first of each list, then the second of each, ... */
function takeTurns(lists: readonly (readonly number[])[]): number[] {
  const longest = Math.max(0, ...lists.map(({ length }) => length))
  return Array.from({ length: longest }, (_, i) =>
    lists.flatMap((list) => (i < list.length ? [list[i] as number] : [])),
  ).flat()
}
