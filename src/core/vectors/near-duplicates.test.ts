import { expect, test } from 'vitest'
import { nearDuplicates } from './near-duplicates.ts'
import { normalDraw, randomSource } from './random.ts'

test('nearDuplicates() finds planted copies, whatever their length, and nothing among random vectors', () => {
  const [rows, cols] = [80, 32]
  const random = randomSource(0)
  const data = Float32Array.from({ length: rows * cols }, () => normalDraw(random))
  for (let j = 0; j < cols; j++) data[60 * cols + j] = 3 * data[7 * cols + j] + 0.01
  const asked = Array.from({ length: rows }, (_, row) => row)
  const pairs = nearDuplicates({ data, rows, cols }, asked)
  expect(pairs.map((pair) => pair.rows)).toEqual([[7, 60]])
  expect(pairs[0].similarity).toBeGreaterThan(0.999)
})

test('nearDuplicates() of one row alone are none', () => {
  expect(nearDuplicates({ data: Float32Array.of(1, 2), rows: 1, cols: 2 }, [0])).toEqual([])
})
