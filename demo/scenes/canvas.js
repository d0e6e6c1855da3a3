// A square picture as Float32Array of RGB in 0..1, and the few operations on it that painters share.

export const SIZE = 96

export const newCanvas = () => new Float32Array(SIZE * SIZE * 3)

export const clamp = (x, low = 0, high = 1) => Math.max(low, Math.min(x, high))

/** Smooth step from 0 at `from` to 1 at `to`. */
export function ramp(from, to, x) {
  const t = clamp((x - from) / (to - from))
  return t * t * (3 - 2 * t)
}

export const mix = (a, b, t) => [
  a[0] + (b[0] - a[0]) * t,
  a[1] + (b[1] - a[1]) * t,
  a[2] + (b[2] - a[2]) * t,
]

/** RGB in 0..1 of a hue in degrees, saturation and lightness in 0..1. */
export function hsl(hue, saturation, lightness) {
  const a = saturation * Math.min(lightness, 1 - lightness)
  const channel = (n) => {
    const k = (((n + hue / 30) % 12) + 12) % 12
    return lightness - a * Math.max(-1, Math.min(k - 3, 9 - k, 1))
  }
  return [channel(0), channel(8), channel(4)]
}

/** Fills every pixel with `colour(x, y)`, x and y in 0..1 at the centre of the pixel. */
export function fill(canvas, colour) {
  for (let row = 0, i = 0; row < SIZE; row++) {
    for (let col = 0; col < SIZE; col++, i += 3) {
      const [r, g, b] = colour((col + 0.5) / SIZE, (row + 0.5) / SIZE)
      canvas[i] = r
      canvas[i + 1] = g
      canvas[i + 2] = b
    }
  }
}

/** Lays a colour over the canvas with opacity `alpha(x, y)` inside a box given in 0..1. */
export function overlay(canvas, colour, alpha, box = [0, 0, 1, 1]) {
  const [left, top, right, bottom] = box.map((edge) => clamp(Math.round(edge * SIZE), 0, SIZE))
  for (let row = top; row < bottom; row++) {
    for (let col = left; col < right; col++) {
      const a = alpha((col + 0.5) / SIZE, (row + 0.5) / SIZE)
      if (a <= 0) continue
      const i = (row * SIZE + col) * 3
      for (let k = 0; k < 3; k++) canvas[i + k] += (colour[k] - canvas[i + k]) * a
    }
  }
}

/** A soft-edged ellipse; `soft` is the share of the radius over which it fades. */
export function ellipse(canvas, colour, { x, y, rx, ry, opacity = 1, soft = 0.3 }) {
  const alpha = (px, py) => {
    const distance = Math.hypot((px - x) / rx, (py - y) / ry)
    return opacity * (1 - ramp(1 - soft, 1, distance))
  }
  overlay(canvas, colour, alpha, [x - rx, y - ry, x + rx, y + ry])
}

/** Gaussian blur of `channels` interleaved planes, deviation `sigma` in pixels; edges repeat. */
export function blurred(canvas, sigma, channels = 3) {
  const radius = Math.ceil(sigma * 2.5)
  const weights = Float32Array.from({ length: 2 * radius + 1 }, (_, i) =>
    Math.exp(-((i - radius) ** 2) / (2 * sigma * sigma)),
  )
  const total = weights.reduce((a, b) => a + b, 0)
  const kernel = weights.map((w) => w / total)
  const across = SIZE * channels
  return blurLines(blurLines(canvas, kernel, channels, across), kernel, across, channels)
}

/** Convolves along one direction: `step` between neighbours, lines every `next` values. */
function blurLines(from, kernel, step, next) {
  const to = new Float32Array(from.length)
  const radius = (kernel.length - 1) / 2
  const channels = Math.min(step, next)
  for (let line = 0; line < SIZE; line++) {
    for (let at = 0; at < SIZE; at++) {
      for (let k = 0; k < channels; k++) {
        let sum = 0
        const base = line * next + k
        for (let j = -radius; j <= radius; j++) {
          const near = at + j < 0 ? 0 : at + j >= SIZE ? SIZE - 1 : at + j
          sum += kernel[j + radius] * from[base + near * step]
        }
        to[base + at * step] = sum
      }
    }
  }
  return to
}
