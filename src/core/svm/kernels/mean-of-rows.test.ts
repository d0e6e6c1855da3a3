import { expect, test } from 'vitest'
import { randomSource, shuffled } from '../../vectors/random.ts'
import { meanOfRows, plainSumOfRows, wasmSumOfRows } from './mean-of-rows.ts'
import { startWasm } from './wasm-memory.ts'

test.each([
  [1, 1],
  [64, 3],
  [130, 7],
  [259, 8],
])(
  'WASM and plain code add up %i of 300 rows of %i columns to the same last bit',
  (count, cols) => {
    const random = randomSource('sums', count)
    const x = { data: Float32Array.from({ length: 300 * cols }, random), rows: 300, cols }
    const rows = shuffled(
      Int32Array.from({ length: 300 }, (_, row) => row),
      random,
    ).subarray(0, count)
    const expected = plainSumOfRows(x, rows)
    expect(wasmSumOfRows(startWasm(), x, rows)).toEqual(expected)
    expect(meanOfRows(x, rows)).toEqual(expected.map((sum) => sum / count))
  },
)

test('the mean of no rows is 0', () => {
  const x = { data: Float32Array.of(1, 2), rows: 1, cols: 2 }
  expect(meanOfRows(x, [])).toEqual(Float64Array.of(0, 0))
})
