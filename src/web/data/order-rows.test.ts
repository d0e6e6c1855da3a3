import fc from 'fast-check'
import { expect, test } from 'vitest'
import { orderRows } from './order-rows.ts'

test('orderRows() orders any numbers as comparing does, either way: stable, NaN last', () => {
  const numbers = fc.array(
    fc.oneof(fc.double(), fc.float(), fc.constantFrom(Number.NaN, 0, -0, 1, -1, 0.1, 1e-300)),
    { maxLength: 60 },
  )
  fc.assert(
    fc.property(numbers, fc.boolean(), (list, descending) => {
      const values = Float64Array.from(list)
      const expected = [...values.keys()].sort((a, b) => {
        const [x = 0, y = 0] = [values[a], values[b]]
        if (Number.isNaN(x) || Number.isNaN(y)) {
          return Number(Number.isNaN(x)) - Number(Number.isNaN(y)) || a - b
        }
        return (x < y ? -1 : x > y ? 1 : 0) * (descending ? -1 : 1) || a - b
      })
      expect([...orderRows(values, descending)]).toEqual(expected)
    }),
  )
})
