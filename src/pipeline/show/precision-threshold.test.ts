import { expect, test } from 'vitest'
import { precisionThreshold } from './precision-threshold.ts'

const values = Array.from({ length: 100 }, (_, i) => i / 10 - 5)
const isWrong = values.map((value, i) => (value < -2 ? i % 5 !== 0 : i % 10 === 0))

test('the highest threshold that reaches the precision is found, with what it reached', () => {
  for (const precision of [0.3, 0.5, 0.7]) {
    const found = precisionThreshold(values, isWrong, precision)
    const share = (threshold: number) => {
      const rows = values.flatMap((value, i) => (value <= threshold ? [isWrong[i]] : []))
      return rows.filter(Boolean).length / rows.length
    }
    expect(found.precision).toBeCloseTo(share(found.threshold), 12)
    expect(found.precision).toBeGreaterThanOrEqual(precision)
    for (const higher of values.filter((value) => value > found.threshold)) {
      expect(share(higher)).toBeLessThan(precision)
    }
    expect(found.interval[0]).toBeLessThan(found.precision)
  }
})

test('rows of one value stay together, and a precision out of reach is refused with the best', () => {
  const ties = Array.from({ length: 12 }, () => 1)
  expect(
    precisionThreshold(
      ties,
      ties.map((_, i) => i < 6),
      0.5,
    ),
  ).toMatchObject({ threshold: 1, rows: 12 })
  expect(() => precisionThreshold(values, isWrong, 0.99)).toThrow(
    /best with at least 10 rows is 0\.8/,
  )
})
