import fc from 'fast-check'
import { expect, test } from 'vitest'
import { f1Threshold } from './f1-threshold.ts'

const f1 = (probabilities: number[], labels: number[], threshold: number) => {
  const positive = probabilities.map((p) => p >= threshold)
  const truePositives = positive.filter((is, i) => is && labels[i] === 1).length
  const precision = truePositives / positive.filter((is) => is).length
  const recall = truePositives / labels.filter((label) => label === 1).length
  return truePositives === 0 ? 0 : (2 * precision * recall) / (precision + recall)
}

test('no threshold of the grid has a better harmonic mean of precision and recall', () => {
  const row = fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.constantFrom(0, 1))
  fc.assert(
    fc.property(fc.array(row, { minLength: 1, maxLength: 40 }), (rows) => {
      const probabilities = rows.map(([p]) => p)
      const labels = rows.map(([, label]) => label)
      const found = f1(probabilities, labels, f1Threshold(probabilities, labels))
      for (let percent = 1; percent < 100; percent++) {
        expect(f1(probabilities, labels, percent / 100)).toBeLessThanOrEqual(found + 1e-12)
      }
    }),
  )
})

test('f1Threshold() takes the lowest of equally good thresholds', () => {
  expect(f1Threshold([0.105, 0.9], [0, 1])).toBe(0.11)
})

test('f1Threshold() is .5 where no label holds', () => {
  expect(f1Threshold([0.1, 0.9], [0, 0])).toBe(0.5)
})
