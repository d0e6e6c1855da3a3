import fc from 'fast-check'
import { expect, test } from 'vitest'
import { outputKind, sigmoidRows, softmaxRows } from './classifier-output.ts'

const matrix = (...rows: number[][]) => ({
  data: Float32Array.from(rows.flat()),
  rows: rows.length,
  cols: rows[0]?.length ?? 0,
})

test('rows without a negative value that sum to 1 are probabilities, others logits', () => {
  expect(outputKind(matrix([0.25, 0.75], [1, 0]), 'm.onnx')).toBe('probabilities')
  expect(outputKind(matrix([0.25, 0.75], [-1, 2]), 'm.onnx')).toBe('logits')
  expect(outputKind(matrix([3, 0.1]), 'm.onnx')).toBe('logits')
  expect(outputKind(matrix([0.3], [0.9]), 'm.onnx')).toBe('probabilities')
})

test('values that could be either are refused', () => {
  expect(() => outputKind(matrix([0.9, 0.9]), 'm.onnx')).toThrow(
    'Cannot tell what the outputs of classifier "m.onnx" are: values within 0 and 1 that sum to 1.80',
  )
})

test('softmaxRows() sums to 1, keeps the order, ignores a shift and leaves its input as it was', () => {
  const row = fc.array(fc.integer({ min: -800, max: 800 }), { minLength: 1, maxLength: 6 })
  fc.assert(
    fc.property(row, fc.integer({ min: -100, max: 100 }), (values, shift) => {
      const input = matrix(values)
      const { data } = softmaxRows(input)
      const moved = softmaxRows(matrix(values.map((value) => value + shift)))
      expect([...input.data]).toEqual(values)
      expect(data.reduce((sum, p) => sum + p, 0)).toBeCloseTo(1, 5)
      expect([...moved.data]).toEqual([...data])
      values.forEach((value, i) => {
        values.forEach((other, j) => {
          if (value > other) expect(data[i]).toBeGreaterThanOrEqual(data[j] ?? 0)
        })
      })
    }),
  )
})

test('sigmoidRows() is softmaxRows() of a second class against zero', () => {
  const expected = softmaxRows(matrix([0, 1.5], [0, -3]))
  const actual = sigmoidRows(matrix([1.5], [-3]), 'logits')
  actual.data.forEach((value, i) => {
    expect(value).toBeCloseTo(expected.data[i] ?? 0, 6)
  })
  expect([...sigmoidRows(matrix([0.25]), 'probabilities').data]).toEqual([0.75, 0.25])
})
