import fc from 'fast-check'
import { expect, test } from 'vitest'
import { kthSmallest } from './kth-smallest.ts'

test('kthSmallest() is what stands there after sorting, and changes nothing', () => {
  const numbers = fc.array(fc.oneof(fc.integer({ min: -3, max: 3 }), fc.double({ noNaN: true })), {
    minLength: 1,
  })
  fc.assert(
    fc.property(numbers, fc.nat(), (list, at) => {
      const values = Float64Array.from(list)
      const k = (at % list.length) + 1
      const sorted = [...values].sort((a, b) => a - b)
      expect(kthSmallest(values, k)).toEqual(expect.closeTo(sorted[k - 1] ?? 0, 15))
      expect(values).toEqual(Float64Array.from(list))
    }),
  )
})
