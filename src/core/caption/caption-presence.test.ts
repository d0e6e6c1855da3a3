import { expect, test } from 'vitest'
import { presenceIn } from './caption-presence.ts'

const D = 12
const axis = (j: number, size = 1) =>
  Float32Array.from({ length: D }, (_, i) => (i === j ? size : 0))
const matrix = (rows: Float32Array[]) => ({
  data: Float32Array.from(rows.flatMap((row) => [...row])),
  rows: rows.length,
  cols: D,
})
/** Things 0 to 8 are in the images; 9 is in none, but a little like 4. */
const images = matrix(Array.from({ length: 90 }, (_, i) => axis(i % 9)))
const texts = matrix(Array.from({ length: 9 }, (_, i) => axis(i)).flatMap((t) => Array(15).fill(t)))
const rows = Array.from({ length: texts.rows }, (_, row) => row)

test('presenceIn() finds what the images show, and turns down what is only like it', () => {
  const presence = presenceIn(images, texts, rows)
  expect(presence(axis(4))).toEqual({ better: 0, of: 135, present: true })
  const duckling = axis(9).map((v, j) => v + 0.3 * (axis(4)[j] ?? 0))
  expect(presence(duckling)).toMatchObject({ better: 15, present: false })
})

test('presenceIn() finds nothing without images', () => {
  expect(presenceIn(matrix([]), texts, rows)(axis(1)).present).toBe(false)
})
