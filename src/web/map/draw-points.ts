import type { Camera, Size } from './camera.ts'

/** Points in the order they are drawn: what comes later lies on top. */
export interface PointLayers {
  /** float32[n, 2]. */
  points: Float32Array
  /** Per point as a pixel of the screen, 0xAABBGGRR. */
  colours: Uint32Array
  /** The last so many are drawn larger: they are selected. */
  enlarged: number
}

/** How a point is to be drawn. */
export interface PointLook {
  points: Float32Array
  /** uint8[n, 3]. */
  rgb: Uint8Array
  /** 1 = passes the filters; the others are grey. */
  shown: Uint8Array
  selected: Uint8Array
  /** 1 = the model is wrong: drawn above the others. */
  wrong: Uint8Array
  dark: boolean
}

const GREY = { light: [222, 221, 217], dark: [52, 57, 65] } as const

/** Puts points into layers: grey below, then what passes the filters, errors above it, the selection on top. */
export function pointLayers({ points, rgb, shown, selected, wrong, dark }: PointLook): PointLayers {
  const n = points.length / 2
  const layer = (row: number) => {
    if (shown[row] !== 1) return 0
    return selected[row] === 1 ? 3 : wrong[row] === 1 ? 2 : 1
  }
  const starts = [0, 0, 0, 0, 0]
  for (let row = 0; row < n; row++) starts[layer(row) + 1] = (starts[layer(row) + 1] ?? 0) + 1
  const enlarged = starts[4] ?? 0
  for (let i = 1; i < 5; i++) starts[i] = (starts[i] ?? 0) + (starts[i - 1] ?? 0)
  const out = { points: new Float32Array(n * 2), colours: new Uint32Array(n), enlarged }
  const [r0, g0, b0] = GREY[dark ? 'dark' : 'light']
  const grey = pixel(r0, g0, b0)
  for (let row = 0; row < n; row++) {
    const own = layer(row)
    const at = starts[own] ?? 0
    starts[own] = at + 1
    out.points[at * 2] = points[row * 2] ?? 0
    out.points[at * 2 + 1] = points[row * 2 + 1] ?? 0
    out.colours[at] =
      own === 0 ? grey : pixel(rgb[row * 3] ?? 0, rgb[row * 3 + 1] ?? 0, rgb[row * 3 + 2] ?? 0)
  }
  return out
}

/** Canvas pixels are bytes R, G, B, A; all machines that run browsers are little-endian. */
const pixel = (r: number, g: number, b: number) => ((255 << 24) | (b << 16) | (g << 8) | r) >>> 0

/** Diameter of a point in CSS pixels: smaller where there are many, growing a little when zoomed in. */
function pointSize(count: number, camera: Camera, size: Size): number {
  const base = count > 200_000 ? 1.5 : count > 20_000 ? 2 : count > 4000 ? 4 : 6
  const zoom = (camera.scale * 2) / Math.max(1, Math.min(size.width, size.height))
  return Math.min(12, base * Math.max(1, zoom) ** 0.4)
}

/**
 * Draws the points into a picture by setting its pixels: no call a point, and no WebGL, which browsers without a GPU
 * emulate.
 *
 * @param pixels - uint32[width * height], transparent.
 * @param width - Of the picture, in its own pixels: CSS pixels times `ratio`.
 */
export function drawPoints(
  pixels: Uint32Array,
  width: number,
  { points, colours, enlarged }: PointLayers,
  camera: Camera,
  size: Size,
  ratio: number,
): void {
  const height = pixels.length / width
  const n = colours.length
  const scale = camera.scale * ratio
  const [left, top] = [
    (size.width * ratio) / 2 - camera.x * scale,
    (size.height * ratio) / 2 + camera.y * scale,
  ]
  const diameter = pointSize(n, camera, size) * ratio
  const draw = (from: number, to: number, stamp: Stamp) => {
    const { half, offsets, lines, reach } = stamp
    for (let i = from; i < to; i++) {
      const x = Math.floor(left + (points[i * 2] as number) * scale - half) | 0
      const y = Math.floor(top - (points[i * 2 + 1] as number) * scale - half) | 0
      if (x < 0 || y < 0 || x + reach > width || y + reach > height) continue
      const colour = colours[i] as number
      const at = y * width + x
      if (reach === 2) {
        // What a million points come to, where a loop a line costs more than the pixels.
        pixels[at] = colour
        pixels[at + 1] = colour
        pixels[at + width] = colour
        pixels[at + width + 1] = colour
        continue
      }
      for (let line = 0; line < lines; line++) {
        const start = at + line * width
        const end = start + (offsets[line * 2 + 1] as number)
        for (let p = start + (offsets[line * 2] as number); p < end; p++) pixels[p] = colour
      }
    }
  }
  draw(0, n - enlarged, stampOf(diameter))
  draw(n - enlarged, n, stampOf(Math.max(5 * ratio, diameter * 1.7)))
}

/** The pixels of a disc, line by line: where each line starts and ends. */
interface Stamp {
  half: number
  lines: number
  reach: number
  offsets: Int32Array
}

function stampOf(diameter: number): Stamp {
  const reach = Math.max(1, Math.round(diameter))
  const offsets = new Int32Array(reach * 2)
  const radius = reach / 2
  for (let line = 0; line < reach; line++) {
    const dy = line + 0.5 - radius
    const half = reach < 4 ? radius : Math.sqrt(Math.max(0.25, radius * radius - dy * dy))
    offsets[line * 2] = Math.round(radius - half)
    offsets[line * 2 + 1] = Math.round(radius + half)
  }
  return { half: reach / 2 - 0.5, lines: reach, reach, offsets }
}
