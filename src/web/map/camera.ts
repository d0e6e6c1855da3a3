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

/** All of -1..1 in sight. */
export function wholeMap({ width, height }: Size): Camera {
  return { x: 0, y: 0, scale: Math.max(1, Math.min(width, height)) / 2 / MARGIN }
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
  const least = wholeMap(size).scale / 2
  const scale = Math.max(least, Math.min(least * 400, camera.scale * factor))
  const before = toMap(camera, size, sx, sy)
  const after = toMap({ ...camera, scale }, size, sx, sy)
  return { x: camera.x + before.x - after.x, y: camera.y + before.y - after.y, scale }
}

/** The point nearest to a pixel, at most `reach` pixels away; -1 = none. */
export function nearestPoint(
  points: Float32Array,
  camera: Camera,
  size: Size,
  at: { x: number; y: number },
  reach: number,
): number {
  const { x, y } = toMap(camera, size, at.x, at.y)
  let best = -1
  let least = (reach / camera.scale) ** 2
  for (let row = 0; row * 2 < points.length; row++) {
    const dx = (points[row * 2] ?? 0) - x
    const dy = (points[row * 2 + 1] ?? 0) - y
    const square = dx * dx + dy * dy
    if (square < least) {
      least = square
      best = row
    }
  }
  return best
}
