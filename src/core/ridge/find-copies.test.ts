import fc from 'fast-check'
import { expect, test } from 'vitest'
import { normalDraw, randomSource } from '../vectors/random.ts'
import { findCopies } from './find-copies.ts'

test('finds what comparing every pair finds', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 60 }),
      fc.integer({ min: 1, max: 20 }),
      fc.nat(),
      fc.constantFrom(0, 0.02, 0.05),
      (n, d, seed, noise) => {
        const rows = drawRows(n, d, seed, noise)
        const write = (row: number, out: Float64Array) => out.set(rows[row])
        expect(findCopies({ rows: n, cols: d, write }, 0.99)).toEqual(pairByPair(rows, 0.99))
      },
    ),
    { numRuns: 60 },
  )
})

test('of more rows than are held too', () => {
  const rows = drawRows(1100, 5, 1, 0.02)
  const write = (row: number, out: Float64Array) => out.set(rows[row])
  expect(findCopies({ rows: 1100, cols: 5, write }, 0.99)).toEqual(pairByPair(rows, 0.99))
})

test('rows of zeros are copies of each other and of nothing else', () => {
  const rows = [
    [0, 0],
    [1, 0],
    [0, 0],
    [0, 1],
  ].map((row) => Float64Array.from(row))
  const write = (row: number, out: Float64Array) => out.set(rows[row])
  expect([...findCopies({ rows: 4, cols: 2, write })]).toEqual([0, 1, 0, 3])
})

function drawRows(n: number, d: number, seed: number, noise: number): Float64Array[] {
  const random = randomSource('copies', seed)
  const rows: Float64Array[] = []
  for (let i = 0; i < n; i++) {
    const source = rows[Math.floor(random() * rows.length)]
    const isCopy = source && random() < 0.4
    const raw = Float64Array.from({ length: d }, (_, j) =>
      isCopy ? source[j] + noise * normalDraw(random) : normalDraw(random),
    )
    const norm = Math.hypot(...raw)
    rows.push(raw.map((value) => value / norm))
  }
  return rows
}

function pairByPair(rows: readonly Float64Array[], least: number): Int32Array {
  const original = Int32Array.from(rows.keys())
  rows.forEach((row, i) => {
    const found = rows
      .slice(0, i)
      .findIndex(
        (other, j) =>
          original[j] === j &&
          row.reduce((sum, value, k) => sum + (value - other[k]) ** 2, 0) <= 2 - 2 * least,
      )
    if (found >= 0) original[i] = found
  })
  return original
}
