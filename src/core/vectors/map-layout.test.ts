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

test('mapLayout() keeps far more neighbours than the two axes that it begins with', async () => {
  const [rows, cols] = [240, 12]
  const random = randomSource(3)
  const middles = Array.from({ length: 20 * cols }, () => 3 * normalDraw(random))
  const data = Float32Array.from(
    { length: rows * cols },
    (_, i) => (middles[i % middles.length] ?? 0) + normalDraw(random),
  )
  const points = await mapLayout({ data, rows, cols }, 0)
  const axes = Float32Array.from({ length: rows * 2 }, (_, i) => data[(i >> 1) * cols + (i % 2)])
  const nearest = (x: Float32Array, d: number, row: number) => {
    const squares = new Float64Array(rows)
    for (let i = 0; i < rows * d; i++)
      squares[Math.floor(i / d)] += (x[i] - x[row * d + (i % d)]) ** 2
    return [...squares.keys()].sort((a, b) => squares[a] - squares[b]).slice(0, 12)
  }
  const kept = (x: Float32Array) =>
    Array.from({ length: 24 }, (_, i) => {
      const near = new Set(nearest(data, cols, 10 * i))
      return nearest(x, 2, 10 * i).filter((row) => near.has(row)).length
    }).reduce((a, b) => a + b)
  expect(kept(axes)).toBeLessThan(0.6 * 24 * 12)
  expect(kept(points)).toBeGreaterThan(0.9 * 24 * 12)
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
