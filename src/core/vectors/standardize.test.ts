import fc from 'fast-check'
import { expect, test } from 'vitest'
import { standardizedRows } from './row-source.ts'
import { constantFeatures, fitStandardizer } from './standardize.ts'

const columns = fc
  .tuple(fc.integer({ min: 2, max: 12 }), fc.integer({ min: 1, max: 5 }))
  .chain(([rows, cols]) =>
    fc
      .array(fc.integer({ min: -50, max: 50 }), { minLength: rows * cols, maxLength: rows * cols })
      .map((values) => ({ data: Float32Array.from(values), rows, cols })),
  )

test('standardizedRows() have length 1, or 0 where nothing is left', () => {
  fc.assert(
    fc.property(columns, (x) => {
      const z = standardizedRows(x, fitStandardizer(x))
      for (let row = 0; row < z.rows; row++) {
        const values = z.data.subarray(row * z.cols, (row + 1) * z.cols)
        const norm = Math.hypot(...values)
        expect(values.every((value) => value === 0) ? 1 : norm).toBeCloseTo(1, 12)
      }
    }),
  )
})

test('standardizedRows() do not depend on the unit or the origin of a feature', () => {
  fc.assert(
    fc.property(columns, (x) => {
      const moved = { ...x, data: x.data.map((value, k) => (k % x.cols) - 4 * value) }
      const z = standardizedRows(x, fitStandardizer(x))
      const again = standardizedRows(moved, fitStandardizer(moved))
      z.data.forEach((value, k) => {
        expect(again.data[k]).toBeCloseTo(-value, 12)
      })
    }),
  )
})

test('a constant feature is found, though its computed mean is not exact, and contributes 0', () => {
  const rows = 11
  const data = Float32Array.from({ length: 2 * rows }, (_, k) => (k % 2 === 0 ? 0.1 : k))
  const standardizer = fitStandardizer({ data, rows, cols: 2 })
  expect(constantFeatures(standardizer)).toEqual([0])
  const z = standardizedRows({ data, rows, cols: 2 }, standardizer)
  expect([...z.data.subarray(0, 2)]).toEqual([0, -1])
})

test('standardizedRows() takes the rows asked for, in their order', () => {
  const x = { data: Float32Array.of(1, 2, 4, 8, 9, 3), rows: 3, cols: 2 }
  const standardizer = fitStandardizer(x)
  const all = standardizedRows(x, standardizer).data
  expect([...standardizedRows(x, standardizer, [2, 0]).data]).toEqual([
    ...all.subarray(4),
    ...all.subarray(0, 2),
  ])
})

test('a row equal to the mean stays zero', () => {
  const x = { data: Float32Array.of(1, 3, 2), rows: 3, cols: 1 }
  expect([...standardizedRows(x, fitStandardizer(x)).data]).toEqual([-1, 1, 0])
})

test('standardizing refuses one row, and a standardizer of other features', () => {
  const x = { data: Float32Array.of(1, 3), rows: 1, cols: 2 }
  expect(() => fitStandardizer(x)).toThrow('1 rows, expected at least 2')
  const standardizer = { mean: Float64Array.of(0), deviation: Float64Array.of(1) }
  expect(() => standardizedRows(x, standardizer)).toThrow('2 features, expected 1')
})
