import { expect, test } from 'vitest'
import { mapLayout } from './map-layout.ts'
import { normalDraw, randomSource } from './random.ts'

/** Three far-apart clouds of points in 5 dimensions. */
function clouds(rows: number) {
  const random = randomSource(1)
  const data = Float32Array.from(
    { length: rows * 5 },
    (_, i) => normalDraw(random) + (i % 5 === Math.floor(i / 5) % 3 ? 30 : 0),
  )
  return { data, rows, cols: 5 }
}

test('mapLayout() keeps neighbours together: each point’s nearest on the map is of its own cloud', async () => {
  const rows = 150
  const points = await mapLayout(clouds(rows), 0)
  for (let row = 0; row < rows; row++) {
    let [best, least] = [-1, Number.POSITIVE_INFINITY]
    for (let other = 0; other < rows; other++) {
      const d = Math.hypot(
        points[row * 2] - points[other * 2],
        points[row * 2 + 1] - points[other * 2 + 1],
      )
      if (other !== row && d < least) [best, least] = [other, d]
    }
    expect(best % 3).toBe(row % 3)
  }
  expect(Math.max(...points.map(Math.abs))).toBeCloseTo(1, 5)
})

test('mapLayout() is the same for the same seed', async () => {
  expect(await mapLayout(clouds(60), 4)).toEqual(await mapLayout(clouds(60), 4))
  expect(await mapLayout(clouds(60), 4)).not.toEqual(await mapLayout(clouds(60), 5))
})

test.each([0, 1, 2, 3, 4, 5])('mapLayout() of %i points is finite', async (rows) => {
  const points = await mapLayout(clouds(rows), 0)
  expect(points).toHaveLength(rows * 2)
  expect(points.every(Number.isFinite)).toBe(true)
})
