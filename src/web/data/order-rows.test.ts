import fc from 'fast-check'
import { expect, test } from 'vitest'
import { orderRows } from './order-rows.ts'

test('orderRows() orders any numbers as comparing does: stable, NaN last', () => {
  const numbers = fc.array(
    fc.oneof(fc.double(), fc.constantFrom(Number.NaN, 0, 1, -1, 0.1, 1e-300, -1e300)),
    { maxLength: 60 },
  )
  fc.assert(
    fc.property(numbers, (list) => {
      // -0 is drawn as 0: comparing cannot tell them apart.
      const values = Float64Array.from(
        list,
        (value) => value + 0 || (Number.isNaN(value) ? value : 0),
      )
      const rank = (value = 0) => (Number.isNaN(value) ? Number.POSITIVE_INFINITY : value)
      const expected = [...values.keys()].sort((a, b) => {
        const [x, y] = [values[a], values[b]]
        if (Number.isNaN(x) !== Number.isNaN(y)) return Number.isNaN(x) ? 1 : -1
        return rank(x) < rank(y) ? -1 : rank(x) > rank(y) ? 1 : a - b
      })
      expect([...orderRows(values)]).toEqual(expected)
    }),
  )
})
