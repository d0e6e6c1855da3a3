import { expect, test } from 'vitest'
import { randomSource } from '../../core/vectors/random.ts'
import { hardestOf, joinHardest } from './hardest.ts'

test('the hardest rows are those of a sort, of ties the first, in one piece or in two', () => {
  const random = randomSource(1)
  const values = Float64Array.from({ length: 500 }, () => Math.floor(20 * random()) - 5)
  values[3] = Number.NaN
  values[4] = Number.NEGATIVE_INFINITY
  const sorted = Array.from(values, (value, row): [number, number] => [100 + row, value])
    .filter(([, value]) => Number.isFinite(value))
    .sort((a, b) => a[1] - b[1] || a[0] - b[0])
  for (const keep of [1, 7, 60, 1000]) {
    const whole = hardestOf('a#1', values, 100, keep)
    expect(whole.hardest).toEqual(sorted.slice(0, keep))
    expect(whole).toMatchObject({
      rows: 498,
      flagged: sorted.filter(([, value]) => value <= 0).length,
      sum: sorted.reduce((sum, [, value]) => sum + value, 0),
    })
    const parts = [
      hardestOf('a#1', values.subarray(0, 230), 100, keep),
      hardestOf('a#1', values.subarray(230), 330, keep),
    ] as const
    expect(joinHardest(...parts, keep)).toEqual(whole)
  }
})
