import fc from 'fast-check'
import { expect, test } from 'vitest'
import { normalDraw, randomSource, shuffled } from '../vectors/random.ts'
import { auroc } from './auroc.ts'
import { mannWhitney } from './mann-whitney.ts'

/** All ways to choose the wrong rows, each equally likely under the null hypothesis. */
function* arrangements(n: number, wrong: number): Generator<number[]> {
  for (let bits = 0; bits < 2 ** n; bits++) {
    const correct = Array.from({ length: n }, (_, i) => (bits >> i) & 1)
    if (correct.filter((c) => c === 0).length === wrong) yield correct
  }
}

test('over all arrangements of the wrong rows the excess has mean 0 and the stated variance, ties included', () => {
  const scores = fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 3, maxLength: 9 })
  fc.assert(
    fc.property(scores, fc.integer({ min: 1, max: 8 }), (values, wrong) => {
      if (wrong >= values.length) return
      const all = [...arrangements(values.length, wrong)].map((c) => mannWhitney(values, c))
      const mean = all.reduce((sum, { excess }) => sum + excess, 0) / all.length
      const variance = all.reduce((sum, { excess }) => sum + excess ** 2, 0) / all.length
      expect(mean).toBeCloseTo(0, 10)
      expect(variance).toBeCloseTo(all[0].variance, 10)
    }),
    { numRuns: 40 },
  )
})

test('excess over pairs is AUROC minus a half', () => {
  const random = randomSource(0)
  const correct = Uint8Array.from({ length: 50 }, () => (random() < 0.3 ? 0 : 1))
  const scores = Float64Array.from(correct, (c) => c + normalDraw(random))
  const { excess, pairs } = mannWhitney(scores, correct)
  expect(excess / pairs + 0.5).toBeCloseTo(auroc(scores, correct), 12)
})

test('a missing side and equal scores leave nothing to test', () => {
  expect(mannWhitney([1, 2], [1, 1])).toEqual({ excess: 0, pairs: 0, variance: 0 })
  expect(mannWhitney([3, 3, 3], [0, 1, 1])).toEqual({ excess: 0, pairs: 2, variance: 0 })
})

test('whole clusters that share score and side are worth one row each', () => {
  const random = randomSource(1)
  const copies = Int32Array.from({ length: 1000 }, (_, row) => row % 100)
  let squares = 0
  let stated = 0
  for (let trial = 0; trial < 300; trial++) {
    const scores = Array.from({ length: 100 }, () => random())
    const sides = shuffled(
      Uint8Array.from({ length: 100 }, (_, i) => (i < 30 ? 0 : 1)),
      random,
    )
    const test = mannWhitney(
      copies.map((c) => scores[c] * 1e6),
      copies.map((c) => sides[c]),
      copies,
    )
    squares += test.excess ** 2
    stated += test.variance
  }
  expect(stated / squares).toBeGreaterThan(0.8)
  expect(stated / squares).toBeLessThan(1.3)
})
