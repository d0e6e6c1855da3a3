import fc from 'fast-check'
import { expect, test } from 'vitest'
import { randomSource } from '../vectors/random.ts'
import { shuffledFolds } from './shuffled-folds.ts'

const sides = fc.array(fc.constantFrom(0, 1), { minLength: 1, maxLength: 80 })
const folds = fc.integer({ min: 2, max: 7 })
const countIn = (foldOfRow: Uint8Array, k: number, keep: (row: number) => boolean) =>
  Array.from(
    { length: k },
    (_, fold) => foldOfRow.filter((f, row) => f === fold && keep(row)).length,
  )

test('folds differ by at most one wrong row, one correct row and one row in all', () => {
  fc.assert(
    fc.property(sides, folds, fc.nat(), (correct, k, seed) => {
      const foldOfRow = shuffledFolds(correct, k, randomSource(seed))
      for (const keep of [
        (row: number) => correct[row] === 0,
        (row: number) => correct[row] === 1,
      ]) {
        const counts = countIn(foldOfRow, k, keep)
        expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1)
      }
    }),
  )
})

test('a group never parts, and equal groups divide evenly', () => {
  fc.assert(
    fc.property(sides, folds, fc.integer({ min: 1, max: 6 }), (correct, k, size) => {
      const groups = correct.map((_, row) => Math.floor(row / size))
      const foldOfRow = shuffledFolds(correct, k, randomSource(size), groups)
      correct.forEach((_, row) => {
        expect(foldOfRow[row]).toBe(foldOfRow[groups[row] * size])
      })
    }),
  )
  const correct = Array.from({ length: 60 }, (_, row) => (row % 6 === 0 ? 0 : 1))
  const groups = correct.map((_, row) => Math.floor(row / 6))
  const foldOfRow = shuffledFolds(correct, 5, randomSource(0), groups)
  expect(countIn(foldOfRow, 5, () => true)).toEqual([12, 12, 12, 12, 12])
})

test('the order of the rows does not decide the fold: blocks spread over all folds', () => {
  const correct = new Uint8Array(400).fill(1).fill(0, 0, 40)
  const foldOfRow = shuffledFolds(correct, 4, randomSource(5))
  const firstBlock = countIn(foldOfRow, 4, (row) => row >= 40 && row < 140)
  for (const count of firstBlock) expect(Math.abs(count - 25)).toBeLessThan(16)
})

test('the same source gives the same folds, another one others; bad counts are refused', () => {
  const correct = Array.from({ length: 50 }, (_, row) => row % 2)
  expect(shuffledFolds(correct, 5, randomSource(1))).toEqual(
    shuffledFolds(correct, 5, randomSource(1)),
  )
  expect(shuffledFolds(correct, 5, randomSource(1))).not.toEqual(
    shuffledFolds(correct, 5, randomSource(2)),
  )
  for (const bad of [1, 2.5, 256]) {
    expect(() => shuffledFolds(correct, bad, randomSource(1))).toThrow(RangeError)
  }
})
