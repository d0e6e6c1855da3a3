import { expect, test } from 'vitest'
import type { Matrix64 } from '../vectors/matrix.ts'
import { normalDraw, type Random, randomSource } from '../vectors/random.ts'
import { foldDifference } from './fold-difference.ts'
import { stratifiedFolds } from './stratified-folds.ts'

/** Two hospitals with embeddings of their own, errors in both. */
const hospitals = (order: (row: number) => boolean, random: Random) => {
  const rows = Array.from({ length: 300 }, (_, row) =>
    Array.from({ length: 10 }, (_, col) => normalDraw(random) + (order(row) && col === 0 ? 2 : 0)),
  )
  const z: Matrix64 = { data: Float64Array.from(rows.flat()), rows: 300, cols: 10 }
  return { z, correct: Uint8Array.from(rows, () => (random() < 0.2 ? 0 : 1)) }
}

test('one hospital after the other stands out; the same two taking turns do not', () => {
  const random = randomSource('hospitals')
  const blocks = hospitals((row) => row < 150, random)
  const mixed = hospitals((row) => row % 2 === 0, random)
  const statistic = ({ z, correct }: typeof blocks) =>
    foldDifference(z, correct, stratifiedFolds(correct, 2))
  expect(statistic(blocks)).toBeGreaterThan(8)
  expect(statistic(mixed)).toBeLessThan(4)
})

test('in random order it is about standard normal', () => {
  const random = randomSource('order')
  const statistics = Array.from({ length: 300 }, () => {
    const { z, correct } = hospitals(() => random() < 0.5, random)
    // Fold by the correct rows alone, to look at one statistic and not at the larger of two.
    const folds = stratifiedFolds(correct, 2).map((fold, row) => (correct[row] === 1 ? fold : 2))
    return foldDifference(z, correct, folds)
  })
  const positive = statistics.filter((t) => t > 0)
  const meanSquare = positive.reduce((sum, t) => sum + t * t, 0) / positive.length
  expect(Math.abs(positive.length - 150)).toBeLessThan(30)
  expect(Math.abs(meanSquare - 1)).toBeLessThan(0.4)
})

test('too few rows and identical rows say nothing', () => {
  const z = { data: new Float64Array(20).fill(1), rows: 20, cols: 1 }
  const folds = Uint8Array.from({ length: 20 }, (_, row) => row % 2)
  expect(foldDifference(z, new Uint8Array(20), folds)).toBe(0)
  expect(foldDifference({ ...z, rows: 3 }, [0, 1, 1], [0, 1, 0])).toBe(0)
})
