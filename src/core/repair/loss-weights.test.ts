import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  balancedLossWeights,
  rareGroupMarks,
  softLossWeights,
  timesTwoLossWeights,
} from './loss-weights.ts'

// Two classes by hand: class 0 has decision values 1, -1, 3; class 1 has -2 and 2.
const labels = Int32Array.of(0, 1, 0, 0, 1)
const values = Float64Array.of(1, -2, -1, 3, 2)

test('softLossWeights() is (-dv - min(-dv)) / mean(-dv - min(-dv)) within each class', () => {
  // class 0: -dv = -1, 1, -3; minus the minimum -3: 2, 4, 0; mean 2. class 1: -dv = 2, -2 -> 4, 0; mean 2.
  expect(Array.from(softLossWeights(values, labels))).toEqual([1, 2, 2, 0, 0])
})

test('softLossWeights() leaves examples without a decision value or class at 1', () => {
  const weights = softLossWeights(Float64Array.of(Number.NaN, 0, 2, 5), Int32Array.of(0, 0, 0, -1))
  expect(Array.from(weights)).toEqual([1, 2, 0, 1])
})

test('softLossWeights() leaves a class whose values are all equal at 1', () => {
  expect(Array.from(softLossWeights(Float64Array.of(2, 2), Int32Array.of(0, 0)))).toEqual([1, 1])
})

test('timesTwoLossWeights() doubles marked examples only', () => {
  expect(Array.from(timesTwoLossWeights([1, 0, -1, 1]))).toEqual([2, 1, 1, 2])
})

test('balancedLossWeights() is n / (2 n_part) with two parts', () => {
  const parts = [1, 1, 0, 0, 0, 0]
  const weights = balancedLossWeights(parts, Int32Array.of(0, 0, 0, 0, 0, 1))
  expect(Array.from(weights)).toEqual([5 / 4, 5 / 4, 5 / 6, 5 / 6, 5 / 6, 1])
})

test('balancedLossWeights() reproduces the oracle of a 4:1 correlation: 2.5 and .625', () => {
  const parts = [1, 0, 0, 0, 0]
  expect(Array.from(balancedLossWeights(parts, new Int32Array(5)))).toEqual([
    2.5, 0.625, 0.625, 0.625, 0.625,
  ])
})

test('balancedLossWeights() gives every part of a class the same total and the class the mean 1', () => {
  const example = fc.record({ label: fc.nat(2), part: fc.nat(3) })
  fc.assert(
    fc.property(fc.array(example, { minLength: 1, maxLength: 60 }), (examples) => {
      const weights = balancedLossWeights(
        examples.map(({ part }) => part),
        Int32Array.from(examples, ({ label }) => label),
      )
      for (const label of new Set(examples.map((e) => e.label))) {
        const sum = (keep: (part: number) => boolean) =>
          examples.reduce(
            (total, e, i) => total + (e.label === label && keep(e.part) ? (weights[i] ?? 0) : 0),
            0,
          )
        const own = examples.filter((e) => e.label === label)
        const parts = [...new Set(own.map((e) => e.part))]
        expect(sum(() => true)).toBeCloseTo(own.length, 9)
        for (const part of parts) {
          expect(sum((p) => p === part)).toBeCloseTo(own.length / parts.length, 9)
        }
      }
    }),
  )
})

test('softLossWeights() has mean 1 in each class and does not see a shift or a scale of the values', () => {
  const value = fc.double({ min: -5, max: 5, noNaN: true })
  fc.assert(
    fc.property(fc.array(value, { minLength: 2, maxLength: 30 }), (list) => {
      fc.pre(Math.max(...list) - Math.min(...list) > 1e-3)
      const zero = new Int32Array(list.length)
      const weights = softLossWeights(Float64Array.from(list), zero)
      const moved = softLossWeights(
        Float64Array.from(list, (v) => 3 * v + 7),
        zero,
      )
      expect(weights.reduce((a, b) => a + b, 0) / list.length).toBeCloseTo(1, 9)
      moved.forEach((w, i) => {
        expect(w).toBeCloseTo(weights[i] ?? Number.NaN, 6)
      })
    }),
  )
})

test('rareGroupMarks() marks groups below an even share of their class', () => {
  const groups = [0, 1, 1, 0, 0, 1, -1]
  const marks = rareGroupMarks(groups, Int32Array.of(0, 0, 0, 1, 1, 1, 1))
  expect(Array.from(marks)).toEqual([1, 0, 0, 0, 0, 1, -1])
})

test('rareGroupMarks() marks neither of two equal groups', () => {
  expect(Array.from(rareGroupMarks([0, 1], Int32Array.of(0, 0)))).toEqual([0, 0])
})

test('the weights refuse columns of different lengths', () => {
  expect(() => softLossWeights(new Float64Array(2), new Int32Array(3))).toThrow(RangeError)
  expect(() => balancedLossWeights([0], new Int32Array(3))).toThrow(RangeError)
})
