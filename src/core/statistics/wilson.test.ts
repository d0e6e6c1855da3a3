import fc from 'fast-check'
import { expect, test } from 'vitest'
import { normalQuantile } from './normal-distribution.ts'
import { newcombeInterval, wilsonInterval } from './wilson.ts'

const counts = fc
  .integer({ min: 1, max: 500 })
  .chain((n) => fc.tuple(fc.integer({ min: 0, max: n }), fc.constant(n)))

test('wilsonInterval() holds exactly the shares that the score test does not reject', () => {
  const z = normalQuantile(0.975)
  fc.assert(
    fc.property(counts, ([x, n]) => {
      const [low, high] = wilsonInterval(x, n)
      for (const end of [low, high]) {
        if (end === 0 || end === 1) continue
        expect(Math.abs(x / n - end) / Math.sqrt((end * (1 - end)) / n)).toBeCloseTo(z, 8)
      }
      expect(0 <= low && low <= x / n && x / n <= high && high <= 1).toBe(true)
    }),
  )
})

test('wilsonInterval() is never of zero width, and is open without trials', () => {
  expect(wilsonInterval(5, 5)[0]).toBeLessThan(0.6)
  expect(wilsonInterval(0, 0)).toEqual([0, 1])
})

// Newcombe 1998, table II, row of method 10.
test.each([
  [[56, 70], [48, 80], 0.0524, 0.3339],
  [[9, 10], [3, 10], 0.1705, 0.809],
  [[6, 7], [2, 7], 0.0582, 0.8062],
  [[5, 56], [0, 29], -0.0381, 0.1926],
  [[0, 10], [0, 20], -0.1611, 0.2775],
  [[10, 10], [0, 10], 0.6075, 1],
] as const)('newcombeInterval(%j, %j) is the published one', (a, b, low, high) => {
  const interval = newcombeInterval(a, b)
  expect(interval[0]).toBeCloseTo(low, 4)
  expect(interval[1]).toBeCloseTo(high, 4)
})

test('newcombeInterval() of b and a mirrors that of a and b', () => {
  fc.assert(
    fc.property(counts, counts, (a, b) => {
      const [low, high] = newcombeInterval(a, b)
      const [lowBack, highBack] = newcombeInterval(b, a)
      expect(lowBack).toBeCloseTo(-high, 12)
      expect(highBack).toBeCloseTo(-low, 12)
      expect(-1 <= low && low <= high && high <= 1).toBe(true)
    }),
  )
})

test('newcombeInterval() without trials on a side still lies within -1..1', () => {
  const [low, high] = newcombeInterval([0, 0], [0, 10])
  expect(low).toBeLessThan(0.001)
  expect(low).toBeGreaterThanOrEqual(-1)
  expect(high).toBeLessThanOrEqual(1)
})
