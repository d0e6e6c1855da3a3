import { expect, test } from 'vitest'
import { pickCaptions } from './pick-captions.ts'

const indices = (picked: { index: number }[]) => picked.map(({ index }) => index)

test('pickCaptions() takes hard captions from the low end and easy ones from the high end', () => {
  const scores = Float64Array.of(0.1, -2, 0.3, 0.3, -1)
  expect(indices(pickCaptions(scores, 'hard', 3))).toEqual([1, 4, 0])
  expect(indices(pickCaptions(scores, 'easy', 3))).toEqual([2, 3, 0])
})

test('pickCaptions() folds captions that point the same way, or differ only by article, into the outer one', () => {
  const texts = ['a red bird', 'a dog', 'the dog', 'a scarlet bird', 'a cat']
  const vectors = {
    data: Float32Array.of(5, 6, 5, 2, 5, 3, 5.01, 6, 9, 4),
    rows: 5,
    cols: 2,
  }
  const scores = Float64Array.of(-5, -4, -3, -2, -1)
  const picked = pickCaptions(scores, 'hard', 2, { texts, vectors, rows: [0, 1, 2, 3, 4] })
  expect(picked).toEqual([
    { index: 0, rank: 1, merged: 1 },
    { index: 1, rank: 2, merged: 1 },
  ])
})

test('pickCaptions() judges likeness from the mean of the captions scored, not from the origin', () => {
  // Seen from the origin all three point the same way.
  const vectors = { data: Float32Array.of(100, 1, 100, -1, 101, 0), rows: 3, cols: 2 }
  const picked = pickCaptions(Float64Array.of(0, 1, 2), 'hard', 3, {
    texts: ['p', 'q', 'r'],
    vectors,
    rows: [0, 1, 2],
  })
  expect(indices(picked)).toEqual([0, 1, 2])
})
