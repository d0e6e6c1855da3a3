import { expect, test } from 'vitest'
import { flippedImages } from './flipped.ts'

test('flippedImages() lists what most trainings of an arm mend, flagged ones first, and counts what they break', () => {
  const table = {
    ids: ['x', 'a', 'b', 'c', 'd'],
    classes: ['cat', 'dog'],
    labels: Int32Array.of(0, 0, 0, 1, 0),
    flagged: Int8Array.of(0, 0, 1, 1, 0),
  }
  const rows = Int32Array.of(1, 2, 3, 4)
  const arm = (name: string, ...correct: number[][]) => ({
    name,
    about: '',
    added: 0,
    addedByGroup: {},
    seeds: [
      ...correct.map((values, seed) => ({ seed, error: null, correct: Uint8Array.from(values) })),
      { seed: 9, error: 'the training failed' },
    ],
  })
  const none = arm('none', [0, 0, 1, 1], [0, 0, 1, 1], [1, 0, 0, 1])
  const direction = arm('direction', [1, 1, 1, 0], [1, 1, 1, 0], [0, 1, 1, 1])
  expect(flippedImages(table, rows, [none, direction, arm('random')])).toEqual([
    { arm: 'direction', class: 'cat', mended: 2, broken: 1, images: ['b', 'a'] },
  ])
})
