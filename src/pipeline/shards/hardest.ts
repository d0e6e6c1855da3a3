import * as z from 'zod'

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
 * What some rows add.
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
  const order = Int32Array.from(values.keys()).sort(
    (a, b) => (values[a] ?? 0) - (values[b] ?? 0) || a - b,
  )
  const own = Array.from(order.subarray(0, keep), (i): [number, number] => [
    start + i,
    values[i] ?? 0,
  ])
  return joinHardest(
    before,
    {
      direction: before.direction,
      rows: values.length,
      flagged: values.reduce((count, value) => count + (value <= 0 ? 1 : 0), 0),
      sum: values.reduce((sum, value) => sum + value, 0),
      hardest: own,
    },
    keep,
  )
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
