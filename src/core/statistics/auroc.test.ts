import fc from 'fast-check'
import { expect, test } from 'vitest'
import { normalDraw, randomSource } from '../vectors/random.ts'
import { auroc, aurocEstimate } from './auroc.ts'
import { normalCdf } from './normal-distribution.ts'

const rows = fc
  .array(fc.tuple(fc.integer({ min: -4, max: 4 }), fc.constantFrom(0, 1)), {
    minLength: 4,
    maxLength: 40,
  })
  .map((pairs) => ({ scores: pairs.map(([s]) => s), correct: pairs.map(([, c]) => c) }))
  .filter(({ correct }) => correct.includes(0) && correct.includes(1))

/** Pair by pair, as defined. */
const kernelMatrix = (scores: number[], correct: number[]) => {
  const of = (side: number) => scores.filter((_, i) => correct[i] === side)
  return of(0).map((wrong) => of(1).map((right) => (right > wrong ? 1 : right === wrong ? 0.5 : 0)))
}
const mean = (values: number[]) => values.reduce((sum, v) => sum + v, 0) / values.length
const variance = (values: number[]) =>
  values.reduce((sum, v) => sum + (v - mean(values)) ** 2, 0) / (values.length - 1)

test('auroc() is the share of pairs in the right order, ties counted half', () => {
  fc.assert(
    fc.property(rows, ({ scores, correct }) => {
      expect(auroc(scores, correct)).toBeCloseTo(mean(kernelMatrix(scores, correct).flat()), 12)
    }),
  )
})

test('auroc() of negated scores is the complement; a rising map changes nothing', () => {
  fc.assert(
    fc.property(rows, ({ scores, correct }) => {
      const area = auroc(scores, correct)
      expect(
        auroc(
          scores.map((s) => -s),
          correct,
        ),
      ).toBeCloseTo(1 - area, 12)
      expect(
        auroc(
          scores.map((s) => Math.exp(3 * s)),
          correct,
        ),
      ).toBe(area)
    }),
  )
})

test('auroc() of one side alone is NaN', () => {
  expect(auroc([1, 2], [1, 1])).toBeNaN()
  expect(auroc([1, 2], [0, 0])).toBeNaN()
  expect(aurocEstimate([], []).interval).toEqual([0, 1])
})

test("the variance is DeLong's, from his structural components", () => {
  fc.assert(
    fc.property(rows, ({ scores, correct }) => {
      const matrix = kernelMatrix(scores, correct)
      if (matrix.length < 2 || matrix[0].length < 2) return
      const ofWrong = matrix.map(mean)
      const ofRight = matrix[0].map((_, j) => mean(matrix.map((line) => line[j])))
      const delong = variance(ofWrong) / ofWrong.length + variance(ofRight) / ofRight.length
      expect(aurocEstimate(scores, correct).variance).toBeCloseTo(delong, 12)
    }),
  )
})

test('rows copied within their clusters leave estimate and variance nearly as they were', () => {
  const random = randomSource(1)
  const correct = Array.from({ length: 400 }, () => (random() < 0.3 ? 0 : 1))
  const scores = correct.map((c) => c + normalDraw(random))
  const once = aurocEstimate(scores, correct)
  const copies = [0, 1, 2, 3].flatMap(() => [...scores.keys()])
  const four = aurocEstimate(
    copies.map((i) => scores[i]),
    copies.map((i) => correct[i]),
    { clusters: copies },
  )
  const naive = aurocEstimate(
    copies.map((i) => scores[i]),
    copies.map((i) => correct[i]),
  )
  expect(four.auroc).toBeCloseTo(once.auroc, 12)
  expect(four.variance / once.variance).toBeCloseTo(1, 6)
  expect(naive.variance / once.variance).toBeLessThan(0.26)
})

test('a score that is no number is refused', () => {
  expect(() => auroc([Number.NaN, 1], [0, 1])).toThrow('NaN in row 0')
})

test('the interval stays inside 0..1, holds the estimate and is never of zero width', () => {
  fc.assert(
    fc.property(rows, ({ scores, correct }) => {
      const { auroc: area, interval } = aurocEstimate(scores, correct)
      expect(0 <= interval[0] && interval[0] <= area).toBe(true)
      expect(area <= interval[1] && interval[1] <= 1).toBe(true)
      expect(interval[1] - interval[0]).toBeGreaterThan(0.05)
    }),
  )
})

test('rows that are all in their place have an area of 1, however many they are, and an interval up to it', () => {
  for (let right = 2; right < 60; right++) {
    for (let wrong = 2; wrong < 9; wrong++) {
      const correct = Array.from({ length: right + wrong }, (_, row) => Number(row >= wrong))
      const { auroc: area, interval } = aurocEstimate(correct, correct)
      expect([area, interval[1]]).toEqual([1, 1])
      expect(auroc(correct, correct)).toBe(1)
    }
  }
})

test('an inflated variance widens the interval as its root', () => {
  const random = randomSource(2)
  const correct = Array.from({ length: 2000 }, (_, row) => row % 2)
  const scores = correct.map((c) => c + normalDraw(random))
  const width = (inflation: number) => {
    const [low, high] = aurocEstimate(scores, correct, { inflation }).interval
    return high - low
  }
  expect(width(4) / width(1)).toBeCloseTo(2, 1)
})

test('perfect separation of five errors still leaves room; of five hundred hardly any', () => {
  const perfect = (errors: number) => {
    const correct = Array.from({ length: 1000 }, (_, i) => (i < errors ? 0 : 1))
    return aurocEstimate(
      correct.map((c, i) => c * 2000 + i),
      correct,
    ).interval
  }
  expect(perfect(5)[0]).toBeLessThan(0.8)
  expect(perfect(500)[0]).toBeGreaterThan(0.98)
  expect(perfect(500)[1]).toBe(1)
})

test.each([
  [0.5, 10],
  [0.75, 8],
  [0.75, 100],
  [0.9, 20],
  [0.97, 15],
  [0.99, 10],
  [0.6, 5],
])(
  'the interval covers a true AUROC of %d, %d errors among 200, 93 to 99.5 times in 100',
  (truth, errors) => {
    // Two normal sides at distance δ have AUROC Φ(δ / √2): δ by bisection.
    let [low, high] = [0, 6]
    for (let i = 0; i < 60; i++) {
      const middle = (low + high) / 2
      if (normalCdf(middle / Math.SQRT2) < truth) low = middle
      else high = middle
    }
    const random = randomSource(truth, errors)
    let covered = 0
    for (let trial = 0; trial < 1000; trial++) {
      const correct = Array.from({ length: 200 }, (_, i) => (i < errors ? 0 : 1))
      const scores = correct.map((c) => c * low + normalDraw(random))
      const { interval } = aurocEstimate(scores, correct)
      if (interval[0] <= truth && truth <= interval[1]) covered += 1
    }
    expect(covered).toBeGreaterThan(930)
    expect(covered).toBeLessThan(995)
  },
)
