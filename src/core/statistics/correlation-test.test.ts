import { expect, test } from 'vitest'
import { normalDraw, randomSource } from '../vectors/random.ts'
import { correlationTests } from './correlation-test.ts'

const random = randomSource('correlation test')

test('correlationTests() agrees with the count of all orders of a small sample', () => {
  const column = [0.3, 1, -2, 0.5, 4, 2]
  const values = [0, 1, 0, 0, 2, 3]
  const orders = (list: number[]): number[][] =>
    list.length < 2
      ? [list]
      : list.flatMap((first, i) => orders(list.toSpliced(i, 1)).map((rest) => [first, ...rest]))
  const product = (order: readonly number[]) =>
    order.reduce((sum, value, i) => sum + value * (column[i] ?? 0), 0)
  const all = orders(values)
  const exact = all.filter((order) => product(order) >= product(values) - 1e-9).length / all.length
  const [result] = correlationTests([column], values, random, 20_000)
  // It stops at 20 shuffles that reach the correlation: three standard errors of their number.
  expect(Math.abs((result?.p ?? 0) / exact - 1)).toBeLessThan(3 / Math.sqrt(20))
})

test('correlationTests() calls chance significant no more often than it says, also for a loss that is mostly 0', () => {
  let significant = 0
  const trials = 400
  for (let trial = 0; trial < trials; trial++) {
    const column = Array.from({ length: 30 }, () => Math.exp(normalDraw(random)))
    const values = Array.from({ length: 30 }, () => (random() < 0.1 ? 1 + random() : 0))
    const [result] = correlationTests([column], values, random, 199)
    if ((result?.p ?? 1) <= 0.05) significant += 1
  }
  // At 5 %, 36 or more of 400 would be a chance of 1 in 1,000.
  expect(significant).toBeLessThan(36)
  expect(significant).toBeGreaterThan(5)
})

test('correlationTests() finds no correlation where nothing varies', () => {
  const found = correlationTests(
    [
      [1, 1, 1],
      [1, 2, 3],
    ],
    [2, 2, 2],
    random,
    99,
  )
  expect(found).toEqual([
    { correlation: 0, p: 1 },
    { correlation: 0, p: 1 },
  ])
})
