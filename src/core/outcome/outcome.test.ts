import { expect, test } from 'vitest'
import { outcomeFacts } from './accuracy.ts'
import { countConfusion } from './confusion.ts'
import { fittingRenumbering } from './renumbering.ts'

const classes = ['a', 'b', 'c']
const labels = Int32Array.of(0, 0, 1, 1, 2, -1, 2)
const predictions = Int32Array.of(0, 1, 1, 2, 1, 0, -1)

test('countConfusion() counts what is known on both sides', () => {
  const found = countConfusion({ classes, labels, predictions })
  expect(found).toMatchObject({ total: 5, correct: 2 })
  expect([...found.labelled]).toEqual([2, 2, 1])
  expect([...found.predicted]).toEqual([1, 3, 1])
  expect(found.pairs.reduce((sum, { count }) => sum + count, 0)).toBe(5)
  expect(countConfusion({ classes, labels, predictions }, [0, 5]).total).toBe(1)
})

test('outcomeFacts() gives accuracy in the order of splits and pairs by frequency', () => {
  const splits = ['test', 'val', 'val', 'val', 'extra', 'pool', 'val']
  const { splits: found, confused } = outcomeFacts({ classes, labels, predictions, splits })
  expect(
    found.map(({ split, examples, known, accuracy }) => [split, examples, known, accuracy]),
  ).toEqual([
    ['val', 4, 3, 1 / 3],
    ['test', 1, 1, 1],
    ['pool', 1, 0, null],
    ['extra', 1, 1, 0],
  ])
  expect(confused[0]).toEqual({ label: 'a', prediction: 'b', count: 1, of: 2 })
})

test('fittingRenumbering() undoes any shuffling of the classes that it is given', () => {
  const names = Array.from({ length: 7 }, (_, i) => `c${i}`)
  const order = [3, 0, 6, 1, 5, 2, 4]
  const truth = Int32Array.from({ length: 140 }, (_, i) => i % 7)
  const shuffled = truth.map((c) => order[c] ?? 0)
  const found = fittingRenumbering(
    countConfusion({ classes: names, labels: truth, predictions: shuffled }),
    names,
  )
  expect(found?.accuracy).toBe(1)
  expect(shuffled.map((p) => found?.to[p] ?? -1)).toEqual(truth)
  const right = countConfusion({ classes: names, labels: truth, predictions: truth })
  expect(fittingRenumbering(right, names)).toBeUndefined()
})
