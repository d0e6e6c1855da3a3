/** What part of the map is in sight: its middle in map units, and pixels a unit. */
export interface Camera {
  x: number
  y: number
  scale: number
}

export interface Size {
  width: number
  height: number
}

const MARGIN = 1.08

/** Corners of a map. */
export interface Extent {
  left: number
  right: number
  bottom: number
  top: number
}

/** The smallest extent that holds all points. */
export function extentOf(points: Float32Array): Extent {
  const extent = { left: 0, right: 0, bottom: 0, top: 0 }
  for (let i = 0; i < points.length; i += 2) {
    const [x = 0, y = 0] = [points[i], points[i + 1]]
    extent.left = Math.min(extent.left, x)
    extent.right = Math.max(extent.right, x)
    extent.bottom = Math.min(extent.bottom, y)
    extent.top = Math.max(extent.top, y)
  }
  return extent
}

/** All of a map in sight. */
export function wholeMap({ width, height }: Size, { left, right, bottom, top }: Extent): Camera {
  const across = width / Math.max(1e-6, right - left)
  const up = height / Math.max(1e-6, top - bottom)
  const scale = Math.max(1, Math.min(across, up)) / MARGIN
  return { x: (left + right) / 2, y: (bottom + top) / 2, scale }
}

/** Pixels, from the upper left corner, of a point of the map. */
export function toScreen({ x, y, scale }: Camera, { width, height }: Size, px: number, py: number) {
  return { x: width / 2 + (px - x) * scale, y: height / 2 - (py - y) * scale }
}

/** The point of the map at a pixel. */
export function toMap({ x, y, scale }: Camera, { width, height }: Size, sx: number, sy: number) {
  return { x: x + (sx - width / 2) / scale, y: y - (sy - height / 2) / scale }
}

/** Closer or further, with the point under a pixel held in place. */
export function zoomed(camera: Camera, size: Size, factor: number, sx: number, sy: number): Camera {
  const least = Math.min(size.width, size.height) / 6
  const scale = Math.max(least, Math.min(least * 400, camera.scale * factor))
  const before = toMap(camera, size, sx, sy)
  const after = toMap({ ...camera, scale }, size, sx, sy)
  return { x: camera.x + before.x - after.x, y: camera.y + before.y - after.y, scale }
}

/** The point nearest to a pixel, at most `reach` pixels away, among those with a 1 in `shown`; -1 = none. */
export function nearestPoint(
  points: Float32Array,
  camera: Camera,
  size: Size,
  at: { x: number; y: number },
  reach: number,
  shown?: Uint8Array,
): number {
  const { x, y } = toMap(camera, size, at.x, at.y)
  let best = -1
  let least = (reach / camera.scale) ** 2
  for (let row = 0; row * 2 < points.length; row++) {
    const dx = (points[row * 2] ?? 0) - x
    const dy = (points[row * 2 + 1] ?? 0) - y
    const square = dx * dx + dy * dy
    if (square < least && (!shown || shown[row] === 1)) {
      least = square
      best = row
    }
  }
  return best
}
