import fc from 'fast-check'
import { expect, test } from 'vitest'
import { nearestRows } from './nearest-rows.ts'

const matrices = fc
  .tuple(fc.integer({ min: 1, max: 30 }), fc.integer({ min: 1, max: 4 }))
  .chain(([rows, cols]) =>
    fc.record({
      rows: fc.constant(rows),
      cols: fc.constant(cols),
      // Few distinct values: ties are common.
      data: fc
        .array(fc.integer({ min: -2, max: 2 }), { minLength: rows * cols, maxLength: rows * cols })
        .map((values) => Float32Array.from(values)),
    }),
  )

test('nearestRows() gives the first k rows of a stable sort by product', () => {
  fc.assert(
    fc.property(matrices, fc.integer({ min: 0, max: 35 }), (x, k) => {
      const query = Array.from({ length: x.cols }, (_, j) => j - 1)
      const product = (row: number) =>
        query.reduce((sum, q, j) => sum + q * x.data[row * x.cols + j], 0)
      const sorted = Array.from({ length: x.rows }, (_, row) => row).sort(
        (a, b) => product(b) - product(a) || a - b,
      )
      const found = nearestRows(x, query, k)
      expect([...found.rows]).toEqual(sorted.slice(0, k))
      expect([...found.products]).toEqual(sorted.slice(0, k).map(product))
    }),
  )
})

test('nearestRows() refuses a vector of another dimension', () => {
  const x = { data: Float32Array.of(1, 2), rows: 1, cols: 2 }
  expect(() => nearestRows(x, [1], 1)).toThrow(RangeError)
})
