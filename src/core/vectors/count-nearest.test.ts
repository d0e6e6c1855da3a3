import fc from 'fast-check'
import { expect, test } from 'vitest'
import { cosinesWith, countBoth, nearestMask } from './count-nearest.ts'

test('cosinesWith() does not depend on the lengths of the vectors', () => {
  const x = { data: Float32Array.of(1, 2, -3, 0.5, 0, 0), rows: 3, cols: 2 }
  const scaled = { ...x, data: x.data.map((value) => value * 4) }
  const [once, twice] = [cosinesWith(x, [2, 1]), cosinesWith(scaled, [6, 3])]
  expect(once).toHaveLength(3)
  for (const [i, value] of once.entries()) expect(twice[i]).toBeCloseTo(value, 6)
  expect(once[2]).toBe(0)
})

test('cosinesWith() takes the rows asked for, and refuses a vector of another length', () => {
  const x = { data: Float32Array.of(1, 0, 0, 1), rows: 2, cols: 2 }
  expect([...cosinesWith(x, [0, 3], [1, 1, 0])]).toEqual([1, 1, 0])
  expect(() => cosinesWith(x, [1])).toThrow(RangeError)
})

test('nearestMask() equals sorting, earlier rows first among equals', () => {
  const rows = fc.array(fc.tuple(fc.integer({ min: 0, max: 4 }), fc.nat(1)), { minLength: 1 })
  fc.assert(
    fc.property(rows, fc.nat(), (pairs, seed) => {
      const k = seed % (pairs.length + 1)
      const sorted = pairs.map(([value, mark], row) => ({ value, mark, row }))
      sorted.sort((a, b) => b.value - a.value || a.row - b.row)
      const expected = sorted.slice(0, k).reduce((sum, { mark }) => sum + mark, 0)
      const values = Float64Array.from(pairs, ([value]) => value)
      const marked = Uint8Array.from(pairs, ([, mark]) => mark)
      const mask = nearestMask(values, k)
      expect(countBoth(mask, marked)).toBe(expected)
      expect(countBoth(mask, mask)).toBe(k)
    }),
  )
})
