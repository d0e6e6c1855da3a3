import { expect, test } from 'vitest'
import { argmax, dot, norm, unit } from './vector.ts'

test('unit() keeps the direction and has length 1', () => {
  const a = Float32Array.of(-2, 3, 6)
  const u = unit(a)
  expect(norm(u)).toBeCloseTo(1, 15)
  expect(dot(u, a)).toBeCloseTo(norm(a), 12)
})

test('unit() refuses a vector without a direction', () => {
  expect(() => unit([0, 0])).toThrow(RangeError)
  expect(() => unit([Number.NaN])).toThrow(RangeError)
})

test('argmax() takes the first of equal values and passes over NaN', () => {
  expect(argmax([Number.NaN, -3, 2, 2])).toBe(2)
  expect(argmax([Number.NEGATIVE_INFINITY])).toBe(0)
  expect(argmax([Number.NaN])).toBe(-1)
  expect(argmax([])).toBe(-1)
})
