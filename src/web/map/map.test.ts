import fc from 'fast-check'
import { expect, test } from 'vitest'
import { columnOf } from '../data/column.ts'
import { extentOf, nearestPoint, toMap, toScreen, wholeMap, zoomed } from './camera.ts'
import { pointColours } from './point-colours.ts'
import { pointsInside } from './points-inside.ts'

const size = { width: 800, height: 500 }

test('toMap() undoes toScreen(), and zooming holds the point under the pointer', () => {
  const number = (min: number, max: number) => fc.double({ min, max, noNaN: true })
  const cameras = fc.record({ x: number(-1, 1), y: number(-1, 1), scale: number(100, 5000) })
  fc.assert(
    fc.property(
      cameras,
      number(0, 800),
      number(0, 500),
      number(0.5, 2),
      (camera, sx, sy, factor) => {
        const point = toMap(camera, size, sx, sy)
        const back = toScreen(camera, size, point.x, point.y)
        expect([back.x, back.y]).toEqual([expect.closeTo(sx, 6), expect.closeTo(sy, 6)])
        const after = toMap(zoomed(camera, size, factor, sx, sy), size, sx, sy)
        expect([after.x, after.y]).toEqual([expect.closeTo(point.x, 6), expect.closeTo(point.y, 6)])
      },
    ),
  )
})

test('the whole map is in sight, whatever its shape', () => {
  const points = Float32Array.of(-1, 0.1, 1, -0.2, 0.3, 0.4)
  const camera = wholeMap(size, extentOf(points))
  for (let row = 0; row < 3; row++) {
    const { x, y } = toScreen(camera, size, points[row * 2] ?? 0, points[row * 2 + 1] ?? 0)
    expect(x >= 0 && x <= 800 && y >= 0 && y <= 500).toBe(true)
    expect(nearestPoint(points, camera, size, { x, y }, 5)).toBe(row)
  }
  expect(nearestPoint(points, camera, size, { x: 400, y: 20 }, 5)).toBe(-1)
})

test('pointsInside() knows a hollow outline: the notch of a U is outside', () => {
  const u = [0, 0, 9, 0, 9, 9, 6, 9, 6, 3, 3, 3, 3, 9, 0, 9]
  const points = Float32Array.of(1, 8, 4.5, 8, 8, 8, 4.5, 1, 20, 1, -1, 5)
  expect(pointsInside(points, u)).toEqual([0, 2, 3])
  expect(pointsInside(points, [])).toEqual([])
})

test('pointColours() names the most frequent values and counts every image once', () => {
  const values = Array.from({ length: 400 }, (_, row) => (row % 7 === 0 ? null : `v${row % 40}`))
  const { legend, rgb } = pointColours(columnOf('x', values), 400)
  expect(legend).toHaveLength(12)
  expect(legend.at(-2)?.name).toBe('30 others')
  expect(legend.reduce((sum, { images }) => sum + images, 0)).toBe(400)
  expect(rgb).toHaveLength(1200)
  const constant = pointColours(columnOf('y', [2, 2, null]), 3)
  expect(constant.legend.at(-1)).toMatchObject({ name: 'unknown', images: 1 })
})
