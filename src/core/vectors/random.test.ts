import { expect, test } from 'vitest'
import { normalDraw, randomSource, shuffled } from './random.ts'

const draws = (count: number, ...parts: (number | string)[]) => {
  const random = randomSource(...parts)
  return Array.from({ length: count }, () => random())
}

test('randomSource() repeats itself for the same parts and differs for others', () => {
  expect(draws(5, 7, 'folds', 'cat')).toEqual(draws(5, 7, 'folds', 'cat'))
  const firsts = ['cat', 'dog', 'ca', 't', ''].map((name) => draws(1, 7, 'folds', name)[0])
  expect(new Set([...firsts, draws(1, 8, 'folds', 'cat')[0]]).size).toBe(6)
})

test('randomSource() tells apart parts that join to the same text', () => {
  expect(draws(1, 'ab', 'c')).not.toEqual(draws(1, 'a', 'bc'))
})

test('randomSource() is uniform: ten bins pass a chi-square test, neighbours are uncorrelated', () => {
  const values = draws(100_000, 1)
  const bins = new Array<number>(10).fill(0)
  for (const value of values) bins[Math.floor(value * 10)] += 1
  const chiSquare = bins.reduce((sum, count) => sum + (count - 10_000) ** 2 / 10_000, 0)
  expect(chiSquare).toBeLessThan(27.9) // 99.9 % quantile with 9 degrees of freedom
  const lag = values.slice(1).reduce((sum, v, i) => sum + (v - 0.5) * (values[i] - 0.5), 0)
  expect(Math.abs((lag * 12) / Math.sqrt(100_000))).toBeLessThan(3.5)
})

test('neighbouring seeds give uncorrelated first draws', () => {
  const firsts = Array.from({ length: 20_000 }, (_, seed) => draws(1, seed)[0])
  const mean = firsts.reduce((sum, v) => sum + v, 0) / firsts.length
  expect(Math.abs((mean - 0.5) * Math.sqrt(12 * firsts.length))).toBeLessThan(3.5)
  const lag = firsts.slice(1).reduce((sum, v, i) => sum + (v - 0.5) * (firsts[i] - 0.5), 0)
  expect(Math.abs((lag * 12) / Math.sqrt(firsts.length))).toBeLessThan(3.5)
})

test('shuffled() leaves its input alone and makes every order of three equally often', () => {
  const random = randomSource(3)
  const input = Object.freeze([1, 2, 3]) as number[]
  const counts = new Map<string, number>()
  for (let i = 0; i < 6000; i++) {
    const order = shuffled(input, random).join('')
    counts.set(order, (counts.get(order) ?? 0) + 1)
  }
  expect(counts.size).toBe(6)
  for (const count of counts.values()) expect(Math.abs(count - 1000)).toBeLessThan(130)
})

test('normalDraw() has mean 0, variance 1 and the normal share beyond two', () => {
  const random = randomSource(4)
  const values = Array.from({ length: 50_000 }, () => normalDraw(random))
  const mean = values.reduce((sum, v) => sum + v, 0) / values.length
  const variance = values.reduce((sum, v) => sum + v * v, 0) / values.length
  const beyond = values.filter((v) => Math.abs(v) > 2).length / values.length
  expect(Math.abs(mean)).toBeLessThan(0.02)
  expect(Math.abs(variance - 1)).toBeLessThan(0.03)
  expect(Math.abs(beyond - 0.0455)).toBeLessThan(0.005)
})
