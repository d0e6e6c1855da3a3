import { expect, test } from 'vitest'
import { randomSource } from '../../core/vectors/random.ts'
import { checkVectorOrder } from './vector-order.ts'

const random = randomSource(3)
const N = 200
const LABELS = Int32Array.from({ length: N }, () => Math.floor(3 * random()))
const ROWS = Int32Array.from({ length: N }, (_, row) => row)
/** A corner of a triangle for each class, and noise. */
const vectorOf = (label: number) => [0, 1, 2].map((c) => Number(c === label) + 0.3 * random())
const vectorsOf = (order: (row: number) => number) => ({
  data: Float32Array.from([...ROWS].flatMap((row) => vectorOf(LABELS[order(row)] ?? 0))),
  rows: N,
  cols: 3,
})
const codes = (order: (row: number) => number) =>
  checkVectorOrder(vectorsOf(order), ROWS, LABELS).map(({ code, message }) => `${code} ${message}`)

test('vectors in the order of the rows are left alone', () => {
  expect(codes((row) => row)).toEqual([])
})

test.each([
  [1, 'down'],
  [-1, 'up'],
])('vectors shifted by %i rows are told', (by, where) => {
  const [said = ''] = codes((row) => row + by)
  expect(said).toMatch(/^shifted-vectors .*, but (?:9\d|100)(?:\.\d)? % would/)
  expect(said).toContain(`one row ${where}`)
})

test('vectors of other rows are warned about', () => {
  const [said = ''] = codes((row) => (row * 77 + 13) % N)
  expect(said).toMatch(/^vectors-unlike-labels .* where chance gives 3\d/)
})

test('labels in blocks do not look shifted', () => {
  const blocks = LABELS.toSorted()
  const data = Float32Array.from([...blocks].flatMap(vectorOf))
  expect(checkVectorOrder({ data, rows: N, cols: 3 }, ROWS, blocks)).toEqual([])
})
