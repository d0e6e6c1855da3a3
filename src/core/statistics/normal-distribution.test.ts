import { expect, test } from 'vitest'
import { normalCdf, normalQuantile, normalTail } from './normal-distribution.ts'

// Published to 15 and more digits: Abramowitz & Stegun, tables 26.1 and 26.2, and -log10 Q of table 26.2.
test.each([
  [0, 0.5],
  [1, 0.158655253931457],
  [2, 0.0227501319481792],
  [3, 0.00134989803163009],
  [4, 3.16712418331199e-5],
  [5, 2.86651571879194e-7],
  [10, 7.61985302416053e-24],
  [20, 2.75362411860623e-89],
])('normalTail(%d) is the tabled %d', (x, expected) => {
  expect(normalTail(x) / expected).toBeCloseTo(1, 12)
})

test('normalTail() is continuous where series and fraction meet', () => {
  expect(normalTail(3 + 1e-12) / normalTail(3 - 1e-12)).toBeCloseTo(1, 10)
})

test('normalTail() falls at the rate of the density', () => {
  for (const x of [-3, -1, 0.5, 2.5, 3.5, 6]) {
    const slope = (normalTail(x - 1e-4) - normalTail(x + 1e-4)) / 2e-4
    const density = Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI)
    expect(slope / density).toBeCloseTo(1, 6)
  }
})

test('normalQuantile() undoes normalCdf() on both sides and far out', () => {
  for (const p of [1e-300, 1e-20, 1e-5, 0.01, 0.3, 0.5, 0.77, 0.999, 1 - 1e-9]) {
    expect(normalCdf(normalQuantile(p)) / p).toBeCloseTo(1, 10)
  }
})

test('normalQuantile() takes 0 and 1 and refuses what is no probability', () => {
  expect(normalQuantile(0)).toBe(Number.NEGATIVE_INFINITY)
  expect(normalQuantile(1)).toBe(Number.POSITIVE_INFINITY)
  expect(() => normalQuantile(1.1)).toThrow(RangeError)
  expect(() => normalQuantile(Number.NaN)).toThrow(RangeError)
})
