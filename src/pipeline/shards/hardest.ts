import * as z from 'zod'
import { kthSmallest } from '../../core/statistics/kth-smallest.ts'

/** What the rows of a pool come to under one direction; small, however many rows there are. */
export const hardestSchema = z.strictObject({
  direction: z.string().describe('class#rank'),
  rows: z.int().nonnegative(),
  flagged: z.int().nonnegative().describe('Decision value at 0 or below'),
  sum: z.number(),
  hardest: z
    .array(z.tuple([z.int().nonnegative(), z.number()]))
    .describe('Row and decision value, hardest first'),
})

export type Hardest = z.output<typeof hardestSchema>

/** Of no rows. */
export const noHardest = (direction: string): Hardest => ({
  direction,
  rows: 0,
  flagged: 0,
  sum: 0,
  hardest: [],
})

/**
 * What some rows add; those without a finite value add nothing.
 *
 * @param values - Decision values, float64[m].
 * @param start - Row number of the first.
 * @param keep - Rows kept.
 */
export function addHardest(
  before: Hardest,
  values: Float64Array,
  start: number,
  keep: number,
): Hardest {
  const finite = new Float64Array(values.length)
  let [rows, flagged, sum] = [0, 0, 0]
  for (let i = 0; i < values.length; i++) {
    const value = values[i] ?? Number.NaN
    if (!Number.isFinite(value)) continue
    finite[rows++] = value
    if (value <= 0) flagged += 1
    sum += value
  }
  const limit = rows > keep ? kthSmallest(finite.subarray(0, rows), keep) : Number.POSITIVE_INFINITY
  const hardest: Hardest['hardest'] = []
  for (let i = 0; i < values.length; i++) {
    const value = values[i] ?? Number.NaN
    if (value <= limit && value > Number.NEGATIVE_INFINITY) hardest.push([start + i, value])
  }
  const { direction } = before
  return joinHardest(before, { direction, rows, flagged, sum, hardest }, keep)
}

/** Of both together; ties keep the lower row. */
export function joinHardest(a: Hardest, b: Hardest, keep: number): Hardest {
  return {
    direction: a.direction,
    rows: a.rows + b.rows,
    flagged: a.flagged + b.flagged,
    sum: a.sum + b.sum,
    hardest: [...a.hardest, ...b.hardest]
      .sort(([rowA, x], [rowB, y]) => x - y || rowA - rowB)
      .slice(0, keep),
  }
}
