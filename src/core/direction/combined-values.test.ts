import { expect, test } from 'vitest'
import { combinedValue } from './combined-values.ts'

const scale = {
  values: { mean: 1, deviation: 2 },
  target: { mean: 0.5, deviation: 1, isSoft: true },
}

test('a higher loss makes a row harder at the same decision value', () => {
  expect(combinedValue(1, true, 0.9, scale)).toBeGreaterThan(combinedValue(1, true, 0.6, scale))
  expect(combinedValue(1, false, 0.2, scale)).toBeLessThan(combinedValue(1, true, 0.6, scale))
  expect(combinedValue(3, true, 0.75, scale)).toBe(1)
})

test('what is unknown stays unknown; what never varies counts for nothing', () => {
  expect(combinedValue(Number.NaN, true, 0.5, scale)).toBeNaN()
  expect(combinedValue(1, true, Number.NaN, scale)).toBeNaN()
  const hard = { ...scale, target: { mean: 0.2, deviation: 0.5, isSoft: false } }
  expect(combinedValue(1, true, Number.NaN, hard)).toBe(0.2)
  const flat = {
    values: { mean: 1, deviation: 0 },
    target: { mean: 1, deviation: 0, isSoft: true },
  }
  expect(combinedValue(7, false, 0.3, flat)).toBe(0)
})
