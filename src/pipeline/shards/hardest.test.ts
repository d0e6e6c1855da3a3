import { expect, test } from 'vitest'
import { randomSource } from '../../core/vectors/random.ts'
import { hardestOf, joinHardest } from './hardest.ts'
import { histogramOf, joinHistograms, quantileOf } from './histogram.ts'

const RANGE = [-5, 15] as const

test('the hardest rows are those of a sort, of ties the first, in one piece or in two', () => {
  const random = randomSource(1)
  const values = Float64Array.from({ length: 500 }, () => Math.floor(20 * random()) - 5)
  values[3] = Number.NaN
  values[4] = Number.NEGATIVE_INFINITY
  const sorted = Array.from(values, (value, row): [number, number] => [100 + row, value])
    .filter(([, value]) => Number.isFinite(value))
    .sort((a, b) => a[1] - b[1] || a[0] - b[0])
  for (const keep of [1, 7, 60, 1000]) {
    const whole = hardestOf('a#1', values, RANGE, 100, keep)
    expect(whole).toMatchObject({
      hardestRows: sorted.slice(0, keep).map(([row]) => row),
      hardestValues: sorted.slice(0, keep).map(([, value]) => value),
      rows: 498,
      flagged: sorted.filter(([, value]) => value <= 0).length,
      sum: sorted.reduce((sum, [, value]) => sum + value, 0),
    })
    const parts = [
      hardestOf('a#1', values.subarray(0, 230), RANGE, 100, keep),
      hardestOf('a#1', values.subarray(230), RANGE, 330, keep),
    ] as const
    expect(joinHardest(...parts, keep)).toEqual(whole)
  }
})

test('quantiles are those of a sort, to a bin, in one piece or in two', () => {
  const random = randomSource(2)
  const values = Float64Array.from({ length: 4001 }, () => random() ** 2 - 0.2)
  const sorted = values.toSorted()
  values[17] = Number.NaN
  const whole = histogramOf(values, -1, 1)
  const parts = [values.subarray(0, 3000), values.subarray(3000)].map((part) =>
    histogramOf(part, -1, 1),
  )
  expect(parts.reduce(joinHistograms)).toEqual(whole)
  for (const share of [0.01, 0.5, 0.9]) {
    expect(Math.abs((quantileOf(whole, share) ?? 9) - (sorted[4000 * share] ?? 0))).toBeLessThan(
      3 / 4096 + 1e-3,
    )
  }
  expect(quantileOf(histogramOf(new Float64Array(), 0, 1), 0.5)).toBe(null)
  expect(quantileOf(histogramOf(Float64Array.of(2, 2), 2, 2), 0.5)).toBe(2)
})
