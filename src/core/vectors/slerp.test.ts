import fc from 'fast-check'
import { expect, test } from 'vitest'
import { slerp } from './slerp.ts'

const vector = fc.array(fc.double({ min: -1, max: 1, noNaN: true }), {
  minLength: 4,
  maxLength: 4,
})
const dot = (a: ArrayLike<number>, b: ArrayLike<number>) =>
  Array.from(a).reduce((sum, value, j) => sum + value * (b[j] ?? 0), 0)
const norm = (a: ArrayLike<number>) => Math.sqrt(dot(a, a))

test('slerp() starts at a, ends at b, stays at length 1 and turns at an even rate', () => {
  fc.assert(
    fc.property(vector, vector, fc.double({ min: 0, max: 1, noNaN: true }), (a, b, t) => {
      fc.pre(norm(a) > 0.1 && norm(b) > 0.1)
      const cosine = dot(a, b) / norm(a) / norm(b)
      fc.pre(Math.abs(cosine) < 0.999)
      const [start, point, end] = [slerp(a, b, 0), slerp(a, b, t), slerp(a, b, 1)]
      a.forEach((value, j) => {
        expect(start[j]).toBeCloseTo(value / norm(a), 9)
      })
      b.forEach((value, j) => {
        expect(end[j]).toBeCloseTo(value / norm(b), 9)
      })
      expect(norm(point)).toBeCloseTo(1, 12)
      expect(Math.acos(Math.min(1, dot(point, start)))).toBeCloseTo(t * Math.acos(cosine), 6)
    }),
  )
})

test('slerp() of equal vectors stays there', () => {
  expect(Array.from(slerp([0, 3], [0, 1], 0.3))).toEqual([0, 1])
})

test('slerp() refuses opposite, zero and unequal vectors', () => {
  expect(() => slerp([1, 0], [-2, 0], 0.5)).toThrow(RangeError)
  expect(() => slerp([0, 0], [1, 0], 0.5)).toThrow(RangeError)
  expect(() => slerp([1], [1, 0], 0.5)).toThrow(RangeError)
})
