import fc from 'fast-check'
import { expect, test } from 'vitest'
import { studentQuantile, studentTwoSided } from './student-t.ts'

test.each([
  [1, 12.706204736],
  [2, 4.30265273],
  [4, 2.776445105],
  [9, 2.262157163],
  [30, 2.042272456],
  [120, 1.979930405],
])('studentQuantile() agrees with the printed table at %d degrees of freedom', (df, t) => {
  expect(studentQuantile(0.95, df)).toBeCloseTo(t, 7)
})

test('studentTwoSided() is the Cauchy distribution at one degree of freedom', () => {
  for (const t of [0, 0.1, 1, 3, 50]) {
    expect(studentTwoSided(t, 1)).toBeCloseTo(1 - (2 / Math.PI) * Math.atan(t), 12)
  }
})

test('studentTwoSided() has the closed form of two degrees of freedom', () => {
  for (const t of [0.01, 1, 4, 1000]) {
    expect(studentTwoSided(t, 2)).toBeCloseTo(1 - t / Math.sqrt(2 + t * t), 12)
  }
})

test('studentTwoSided() agrees with a numerical integral of the density', () => {
  const t = fc.double({ min: 0, max: 5, noNaN: true })
  const df = fc.double({ min: 0.5, max: 60, noNaN: true })
  fc.assert(
    fc.property(t, df, (reach, n) => {
      const density = (u: number) => (1 + (u * u) / n) ** (-(n + 1) / 2)
      // u = tan(a) turns the whole line into a finite interval.
      const integral = (from: number, to: number) => {
        let sum = 0
        for (let i = 0; i < 20_000; i += 1) {
          const a = from + ((i + 0.5) / 20_000) * (to - from)
          sum += density(Math.tan(a)) / Math.cos(a) ** 2
        }
        return (sum * (to - from)) / 20_000
      }
      const [half, all] = [integral(0, Math.atan(reach)), integral(0, Math.PI / 2)]
      if (n >= 1) expect(studentTwoSided(reach, n)).toBeCloseTo(1 - half / all, 4)
    }),
    { numRuns: 25 },
  )
})

test('studentTwoSided() is symmetric and 0 at infinity', () => {
  expect(studentTwoSided(-2, 7)).toBe(studentTwoSided(2, 7))
  expect(studentTwoSided(Infinity, 7)).toBe(0)
  expect(studentTwoSided(Number.NaN, 7)).toBeNaN()
})
