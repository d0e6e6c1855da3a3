import { wilsonInterval } from '../../core/statistics/wilson.ts'
import { type Matrix, matrixRow } from '../../core/vectors/matrix.ts'
import { nearestRows } from '../../core/vectors/nearest-rows.ts'
import { unitRows } from '../../core/vectors/unit-rows.ts'
import { type Finding, percent } from './finding.ts'

/** Rows that are compared with each other. */
export const ORDER_SAMPLE = 500

/** Fewer say nothing. */
const LEAST = 50

/**
 * Whether vectors are in the order of the examples: images that lie next to each other mostly have one label. If they have
 * it no more often than by chance, but do if the vectors are those of the row before or after, a row is missing.
 *
 * @param vectors - Of some rows, float[m, d].
 * @param rows - Which rows these are, m of them.
 * @param labels - Of all examples, int32[n], -1 = unknown.
 */
export function checkVectorOrder(
  vectors: Matrix,
  rows: ArrayLike<number>,
  labels: Int32Array,
): Finding[] {
  const nearest = nearestOthers(vectors)
  const asTheyAre = agreement(nearest, rows, labels, 0)
  if (asTheyAre.total < LEAST) return []
  const [least, most] = wilsonInterval(asTheyAre.same, asTheyAre.total, 0.99)
  if (least > asTheyAre.chance) return []
  const said = `${percent(asTheyAre.same / asTheyAre.total)} of ${asTheyAre.total} vectors have the label of their nearest neighbour, where chance gives ${percent(asTheyAre.chance)}`
  for (const by of [1, -1]) {
    const { total, same } = agreement(nearest, rows, labels, by)
    if (total < LEAST || wilsonInterval(same, total, 0.99)[0] <= most) continue
    return [
      {
        code: 'shifted-vectors',
        severity: 'refuse',
        message: `${said}, but ${percent(same / total)} would if the vectors were one row ${by === 1 ? 'down' : 'up'}`,
        hint: 'a header or a row is missing in one of the files: write both in one loop, or give the vectors a column of ids',
      },
    ]
  }
  return [
    {
      code: 'vectors-unlike-labels',
      severity: 'warn',
      message: said,
      hint: 'check that the vectors are in the order of the rows; if they are, they tell nothing of the classes',
    },
  ]
}

/** The nearest other row of each row, by cosine from the mean. */
function nearestOthers({ data, rows, cols }: Matrix): Int32Array {
  const mean = new Float64Array(cols)
  data.forEach((value, i) => {
    mean[i % cols] = (mean[i % cols] as number) + value / rows
  })
  const centred = data.map((value, i) => value - (mean[i % cols] as number))
  const unit = unitRows({ data: centred, rows, cols })
  return Int32Array.from({ length: rows }, (_, row) => {
    const { rows: two } = nearestRows(unit, matrixRow(unit, row), 2)
    return two.find((other) => other !== row) ?? row
  })
}

/** How often rows and their neighbours have one label, if the vectors are those of the row `by` further up. */
function agreement(
  nearest: Int32Array,
  rows: ArrayLike<number>,
  labels: Int32Array,
  by: number,
): { total: number; same: number; chance: number } {
  const counts = new Map<number, number>()
  let [total, same] = [0, 0]
  nearest.forEach((other, i) => {
    const [own, theirs] = [labels[(rows[i] ?? 0) + by] ?? -1, labels[(rows[other] ?? 0) + by] ?? -1]
    if (own === -1 || theirs === -1) return
    total += 1
    if (own === theirs) same += 1
    counts.set(own, (counts.get(own) ?? 0) + 1)
  })
  const chance = [...counts.values()].reduce((sum, count) => sum + (count / total) ** 2, 0)
  return { total, same, chance }
}
