import { expect, test } from 'vitest'
import type { Matrix64 } from '../vectors/matrix.ts'
import { normalDraw, type Random, randomSource } from '../vectors/random.ts'
import { findModes, modeOf } from './find-modes.ts'

const D = 24

/** Unit rows around some centres, in turn. */
function clustered(n: number, centres: readonly number[][], random: Random): Matrix64 {
  const data = new Float64Array(n * D)
  for (let row = 0; row < n; row++) {
    const centre = centres[row % centres.length]
    // Few directions that count, as in real embeddings.
    const values = Float64Array.from(
      { length: D },
      (_, col) => (centre[col] ?? 0) + normalDraw(random) / (1 + col / 3),
    )
    const length = Math.hypot(...values)
    data.set(
      values.map((value) => value / length),
      row * D,
    )
  }
  return { data, rows: n, cols: D }
}

test('two kinds of failure are two modes, and rows go to their own', () => {
  const random = randomSource('two')
  const centres = [
    [4, 0],
    [0, 4],
  ]
  const [fitted, heldOut] = [clustered(60, centres, random), clustered(60, centres, random)]
  const modes = findModes(fitted, heldOut, randomSource(0))
  expect(modes).toHaveLength(2)
  const members = Array.from({ length: 60 }, (_, row) =>
    modeOf(modes, heldOut.data.subarray(row * D, (row + 1) * D)),
  )
  expect(members.filter((mode, row) => mode === members[row % 2]).length).toBeGreaterThan(57)
})

test('one kind of failure stays one mode in about nineteen of twenty draws', () => {
  const several = Array.from({ length: 60 }, (_, k) => {
    const random = randomSource('one', k)
    const [fitted, heldOut] = [clustered(50, [[3]], random), clustered(50, [[3]], random)]
    return findModes(fitted, heldOut, randomSource(k)).length > 1
  })
  expect(several.filter(Boolean).length).toBeLessThanOrEqual(9)
})

test('few rows, none held out or none at all: one mode, or none', () => {
  const random = randomSource('few')
  const centres = [[6], [0, 6]]
  const none = { data: new Float64Array(), rows: 0, cols: D }
  expect(
    findModes(clustered(8, centres, random), clustered(50, centres, random), random),
  ).toHaveLength(1)
  expect(findModes(clustered(50, centres, random), none, random)).toHaveLength(1)
  expect(findModes(none, none, random)).toEqual([])
})
