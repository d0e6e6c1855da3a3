import { expect, test } from 'vitest'
import type { Matrix64 } from '../vectors/matrix.ts'
import { randomSource } from '../vectors/random.ts'
import { gramMatrix, subKernel } from './gram.ts'
import { plainKernels } from './kernels/plain-kernels.ts'
import { rowCache } from './row-cache.ts'

const z = randomRows(70, 9)

test('gramMatrix() holds dot products rounded to float32, and squared norms unrounded', () => {
  const gram = gramMatrix(z)
  for (let i = 0; i < z.rows; i++) {
    const expected = Array.from({ length: z.rows }, (_, j) => dot(i, j))
    gram.row(i).forEach((value, j) => {
      expect(value).toBe(Math.fround(expected[j]))
    })
    expect(gram.diagonal[i]).toBeCloseTo(expected[i], 14)
  }
})

test('gramMatrix() over its budget computes the same bits on demand', () => {
  const stored = gramMatrix(z)
  for (const kernels of [plainKernels, undefined]) {
    const onDemand = gramMatrix(z, kernels ? { budget: 1000, kernels } : { budget: 1000 })
    for (const i of [0, 69, 3, 0, 33, 69, 1]) expect(onDemand.row(i)).toEqual(stored.row(i))
    expect(onDemand.diagonal).toEqual(stored.diagonal)
  }
})

test('subKernel() picks rows and columns, in the order given', () => {
  const gram = gramMatrix(z)
  const rows = [5, 0, 69]
  for (const budget of [2 ** 30, 0]) {
    const part = subKernel(gram, rows, budget)
    expect(part.size).toBe(3)
    rows.forEach((row, i) => {
      expect([...part.row(i)]).toEqual(rows.map((column) => gram.row(row)[column]))
      expect(part.diagonal[i]).toBe(gram.diagonal[row])
    })
  }
})

test('rowCache() computes again only the rows that were used longest ago', () => {
  const computed: number[] = []
  const row = rowCache(1, 12, (i, out) => {
    computed.push(i)
    out.fill(i)
  })
  const seen = [0, 1, 2, 0, 3, 0, 1].map((i) => row(i)[0])
  expect(seen).toEqual([0, 1, 2, 0, 3, 0, 1])
  expect(computed).toEqual([0, 1, 2, 3, 1])
})

test('rowCache() keeps two rows whatever its budget', () => {
  const row = rowCache(5, 0, (i, out) => out.fill(i))
  const first = row(1)
  expect(row(2)[0]).toBe(2)
  expect(first[0]).toBe(1)
})

function randomRows(rows: number, cols: number): Matrix64 {
  const random = randomSource('gram', rows, cols)
  return { data: Float64Array.from({ length: rows * cols }, () => random() - 0.5), rows, cols }
}

function dot(i: number, j: number): number {
  let sum = 0
  for (let col = 0; col < z.cols; col++) sum += z.data[i * z.cols + col] * z.data[j * z.cols + col]
  return sum
}
