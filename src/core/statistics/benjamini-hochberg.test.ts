import fc from 'fast-check'
import { expect, test } from 'vitest'
import { benjaminiHochberg } from './benjamini-hochberg.ts'

const pValues = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), {
  minLength: 1,
  maxLength: 30,
})

test('q at most alpha exactly where the step-up procedure rejects', () => {
  fc.assert(
    fc.property(pValues, fc.double({ min: 0.01, max: 0.5, noNaN: true }), (p, alpha) => {
      const sorted = [...p].sort((a, b) => a - b)
      // The largest p_(i) with p_(i) <= alpha i / m, by definition.
      const limit = Math.max(
        -1,
        ...sorted.filter((value, i) => value * (p.length / (i + 1)) <= alpha),
      )
      const q = benjaminiHochberg(p)
      expect(Array.from(q, (value) => value <= alpha)).toEqual(p.map((value) => value <= limit))
    }),
  )
})

test('q never falls below p, nor above 1, and keeps the order of p', () => {
  fc.assert(
    fc.property(pValues, (p) => {
      const q = benjaminiHochberg(p)
      p.forEach((value, i) => {
        expect(q[i]).toBeGreaterThanOrEqual(value)
        expect(q[i]).toBeLessThanOrEqual(1)
        p.forEach((other, j) => {
          if (value < other) expect(q[i]).toBeLessThanOrEqual(q[j])
        })
      })
    }),
  )
})

test('untested entries stay NaN and do not count', () => {
  const q = benjaminiHochberg([0.02, Number.NaN, 0.04])
  expect([q[0], q[2]]).toEqual([0.04, 0.04])
  expect(q[1]).toBeNaN()
  expect(benjaminiHochberg([])).toHaveLength(0)
})
