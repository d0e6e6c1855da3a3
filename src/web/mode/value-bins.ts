import type { ModeFacts } from './mode-facts.ts'

/** Images whose decision values lie from `low` (exclusive) to `high` (inclusive). */
export interface ValueBin {
  low: number
  high: number
  right: readonly number[]
  wrong: readonly number[]
}

/** Equal steps with 0 at the end of one: an image at 0 is flagged, and stands left of the line. */
export function valueBins(
  correct: Int8Array,
  { rows, valueAt }: Pick<ModeFacts, 'rows' | 'valueAt'>,
  most: number,
): ValueBin[] {
  const count = Math.max(4, Math.min(40, most))
  let [low, high] = [0, 0]
  for (const row of rows) {
    low = Math.min(low, valueAt(row))
    high = Math.max(high, valueAt(row))
  }
  const step = (high - low) / count || 1
  const first = Math.floor(low / step)
  const bins = Array.from({ length: count + 2 }, (_, i) => ({
    low: (first + i) * step,
    high: (first + i + 1) * step,
    right: [] as number[],
    wrong: [] as number[],
  }))
  for (const row of rows) {
    const at = Math.min(bins.length - 1, Math.max(0, Math.ceil(valueAt(row) / step) - 1 - first))
    if (correct[row] === 1) bins[at]?.right.push(row)
    else if (correct[row] === 0) bins[at]?.wrong.push(row)
  }
  while (bins.length > 1 && isEmpty(bins.at(-1)) && (bins.at(-1)?.low ?? 0) >= 0) bins.pop()
  return bins
}

const isEmpty = (bin: ValueBin | undefined) => bin?.right.length === 0 && bin.wrong.length === 0
