import type { HeldOutFacts } from '../../run/explorer.ts'
import type { Run } from '../run-folder/open-run.ts'

/** Images that stand for a class on the first screen. */
const HARDEST = 6

/** Sums over the held-out images, and the hardest of each class: what the first screen shows of all examples. */
export function heldOutFacts({
  examples,
  manifest,
}: Pick<Run, 'examples' | 'manifest'>): HeldOutFacts {
  const { labels, predictions, splits, flagged, decisionValues, classes } = examples
  const { heldOutSplit } = manifest.config.method
  const sums = { images: 0, known: 0, right: 0, flagged: 0 }
  const hardest: number[][] = classes.map(() => [])
  const valueAt = (row: number | undefined) => decisionValues[row ?? -1] ?? Number.POSITIVE_INFINITY
  for (const [row, split] of splits.entries()) {
    if (split !== heldOutSplit) continue
    const label = labels[row] ?? -1
    sums.images++
    if (flagged[row] === 1) sums.flagged++
    if (label >= 0 && (predictions[row] ?? -1) >= 0) {
      sums.known++
      if (predictions[row] === label) sums.right++
    }
    const best = hardest[label]
    if (!best || Number.isNaN(valueAt(row))) continue
    // Few fit, and most rows are not among them: one comparison is the usual cost.
    if (best.length === HARDEST && !(valueAt(row) < valueAt(best.at(-1)))) continue
    const after = best.findIndex((other) => valueAt(other) > valueAt(row))
    best.splice(after < 0 ? best.length : after, 0, row)
    if (best.length > HARDEST) best.pop()
  }
  return { ...sums, hardest }
}
