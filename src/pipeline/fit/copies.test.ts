import { expect, test } from 'vitest'
import { rowsInMemory } from '../../io/vectors/row-reader.ts'
import { copiesOfFit, copiesWarning, vectorDigests } from './copies.ts'

test('held-out rows that are copies of fitted rows are found, and no others', async () => {
  const splits = ['val', 'val', 'test', 'test', 'train', 'test']
  const n = splits.length
  const table = {
    classes: ['a'],
    ids: splits.map((_, row) => `x${row}`),
    splits,
    labels: new Int32Array(n),
    predictions: new Int32Array(n),
    confidence: new Float64Array(n),
  }
  const data = Float32Array.of(1, 2, 3, 4, 3, 4, 5, 6, 5, 6, 2, 1)
  const reader = rowsInMemory('x.npy', { data, rows: n, cols: 2 })
  const splitNames = { fitSplit: 'val', heldOutSplit: 'test' }
  const copies = await copiesOfFit(table, vectorDigests(reader), splitNames)
  expect([...copies]).toEqual([2])
  expect(copiesWarning(table, copies, splitNames).message).toMatch(
    /^1 of 3 examples of "test".*"x2"/,
  )
})
