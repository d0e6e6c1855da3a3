import type { Camera, Size } from './camera.ts'

/** What is drawn: set once, drawn often. */
export interface PointData {
  /** float32[n, 2]. */
  points: Float32Array
  /** uint8[n, 3]. */
  rgb: Uint8Array
  /** uint8[n], 1 = selected. */
  selected: Uint8Array
  /** Some points are selected: the others are greyed. */
  anySelected: boolean
}

/** Draws points on a canvas of its own. */
export interface PointRenderer {
  kind: 'webgl' | 'canvas'
  setData(data: PointData): void
  /** @param size - In CSS pixels. */
  draw(camera: Camera, size: Size, dark: boolean): void
  destroy(): void
}

/** Diameter of a point in CSS pixels: smaller where there are many, growing a little when zoomed in. */
export function pointSize(count: number, camera: Camera, size: Size): number {
  const base = count > 20_000 ? 2 : count > 4000 ? 4 : 5.5
  const zoom = (camera.scale * 2) / Math.max(1, Math.min(size.width, size.height))
  return Math.min(12, base * Math.max(1, zoom) ** 0.4)
}

/** Colour of points that are not selected while others are. */
export const greyOf = (dark: boolean): [number, number, number] =>
  dark ? [66, 71, 80] : [214, 214, 212]
