import * as z from 'zod'
import { histogramOf, histogramSchema, joinHistograms } from './histogram.ts'

/** Numbers checked in one go: a job of a thousand shards has millions of these. */
const numbers = (isGood: (value: unknown) => boolean) =>
  z.custom<number[]>((values) => Array.isArray(values) && values.every(isGood))

/** What the rows of a pool come to under one direction; small, however many rows there are. */
export const hardestSchema = z.strictObject({
  direction: z.string().describe('class#rank'),
  rows: z.int().nonnegative(),
  flagged: z.int().nonnegative().describe('Decision value at 0 or below'),
  sum: z.number(),
  histogram: histogramSchema,
  hardestRows: numbers((row) => Number.isSafeInteger(row) && Number(row) >= 0).describe(
    'Hardest first',
  ),
  hardestValues: numbers(Number.isFinite).describe('Their decision values'),
})

export type Hardest = z.output<typeof hardestSchema>

/** What some rows come to; those without a finite value count for nothing. */
export function hardestOf(
  direction: string,
  values: Float64Array,
  [low, high]: readonly [low: number, high: number],
  start: number,
  keep: number,
): Hardest {
  const room = Math.min(values.length, 4 * keep)
  const kept = { values: new Float64Array(room), rows: new Float64Array(room), count: 0 }
  let rows = 0
  let flagged = 0
  let sum = 0
  let limit = Number.POSITIVE_INFINITY
  for (let i = 0; i < values.length; i++) {
    const value = values[i] ?? Number.NaN
    if (!Number.isFinite(value)) continue
    rows += 1
    if (value <= 0) flagged += 1
    sum += value
    if (value >= limit) continue
    if (kept.count === room) limit = dropOthers(kept, keep)
    kept.values[kept.count] = value
    kept.rows[kept.count++] = start + i
  }
  if (kept.count > keep) dropOthers(kept, keep)
  const order = Int32Array.from({ length: kept.count }, (_, i) => i)
  order.sort((a, b) => (kept.values[a] ?? 0) - (kept.values[b] ?? 0) || a - b)
  return {
    direction,
    rows,
    flagged,
    sum,
    histogram: histogramOf(values, low, high),
    hardestRows: Array.from(order, (i) => kept.rows[i] ?? 0),
    hardestValues: Array.from(order, (i) => kept.values[i] ?? 0),
  }
}

/** Keeps the smallest, of ties the first, in their order. @returns The greatest of them. */
function dropOthers(
  kept: { values: Float64Array; rows: Float64Array; count: number },
  keep: number,
): number {
  const { values, rows, count } = kept
  const sorted = values.slice(0, count).sort()
  const limit = sorted[keep - 1] ?? 0
  let ties = keep - sorted.indexOf(limit)
  kept.count = 0
  for (let i = 0; i < count; i++) {
    const value = values[i] ?? 0
    if (value > limit || (value === limit && ties-- <= 0)) continue
    values[kept.count] = value
    rows[kept.count++] = rows[i] ?? 0
  }
  return limit
}

/** Of both together; ties keep the row of the first. */
export function joinHardest(a: Hardest, b: Hardest, keep: number): Hardest {
  const hardestRows: number[] = []
  const hardestValues: number[] = []
  let [i, j] = [0, 0]
  while (hardestRows.length < keep) {
    const [x, y] = [a.hardestValues[i], b.hardestValues[j]]
    const isFirst = y === undefined || (x !== undefined && x <= y)
    const value = isFirst ? x : y
    if (value === undefined) break
    hardestValues.push(value)
    hardestRows.push((isFirst ? a.hardestRows[i++] : b.hardestRows[j++]) ?? 0)
  }
  return {
    direction: a.direction,
    rows: a.rows + b.rows,
    flagged: a.flagged + b.flagged,
    sum: a.sum + b.sum,
    histogram: joinHistograms(a.histogram, b.histogram),
    hardestRows,
    hardestValues,
  }
}
