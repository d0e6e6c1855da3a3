// Setting a drawing into a scene: turned, scaled, tinted, with its shadow.

import { blurred, clamp, mix, SIZE } from './canvas.js'

/** For each tint the colours of its dark, middle and light tones. */
const TONES = {
  red: [
    [0.32, 0.02, 0.04],
    [0.86, 0.1, 0.12],
    [1, 0.68, 0.62],
  ],
  yellow: [
    [0.5, 0.3, 0.02],
    [0.98, 0.8, 0.1],
    [1, 0.97, 0.7],
  ],
  green: [
    [0.02, 0.22, 0.08],
    [0.13, 0.62, 0.24],
    [0.72, 0.95, 0.68],
  ],
  blue: [
    [0.03, 0.08, 0.36],
    [0.14, 0.36, 0.88],
    [0.68, 0.84, 1],
  ],
  white: [
    [0.42, 0.43, 0.48],
    [0.9, 0.91, 0.94],
    [1, 1, 1],
  ],
  black: [
    [0.02, 0.02, 0.03],
    [0.14, 0.14, 0.17],
    [0.5, 0.51, 0.56],
  ],
  brown: [
    [0.18, 0.09, 0.04],
    [0.52, 0.31, 0.16],
    [0.87, 0.7, 0.52],
  ],
}

export const TINTS = Object.keys(TONES)

/** How much of the drawing's own colour shines through its tint. */
const OWN_COLOUR = 0.2

/**
 * Draws a sprite on a clear layer, premultiplied RGBA float32[SIZE, SIZE, 4].
 *
 * @param place - centre `x`, `y` in 0..1, `size` in pixels, `angle` in radians, `flip`, `tint` or none
 */
export function spriteLayer(sprite, { x, y, size, angle = 0, flip = false, tint }) {
  const layer = new Float32Array(SIZE * SIZE * 4)
  const level = sprite.levels.findLast((l) => l.size >= size * 0.9) ?? sprite.levels[0]
  const scale = level.size / size
  const cos = Math.cos(angle) * scale
  const sin = Math.sin(angle) * scale
  const reach = size * 0.75
  const [left, right] = [x * SIZE - reach, x * SIZE + reach].map((v) =>
    clamp(Math.round(v), 0, SIZE),
  )
  const [top, bottom] = [y * SIZE - reach, y * SIZE + reach].map((v) =>
    clamp(Math.round(v), 0, SIZE),
  )
  for (let row = top; row < bottom; row++) {
    for (let col = left; col < right; col++) {
      const dx = col + 0.5 - x * SIZE
      const dy = row + 0.5 - y * SIZE
      const u = (cos * dx + sin * dy) * (flip ? -1 : 1) + level.size / 2 - 0.5
      const v = cos * dy - sin * dx + level.size / 2 - 0.5
      sample(level, u, v, layer, (row * SIZE + col) * 4)
    }
  }
  if (tint) recolour(layer, TONES[tint])
  return layer
}

/** Bilinear sample of a sprite level at (u, v) into `out[at..at+3]`; clear outside. */
function sample({ size, pixels }, u, v, out, at) {
  const left = Math.floor(u)
  const top = Math.floor(v)
  for (let dy = 0; dy < 2; dy++) {
    for (let dx = 0; dx < 2; dx++) {
      const col = left + dx
      const row = top + dy
      if (col < 0 || row < 0 || col >= size || row >= size) continue
      const weight = (dx ? u - left : 1 - u + left) * (dy ? v - top : 1 - v + top)
      const from = (row * size + col) * 4
      for (let k = 0; k < 4; k++) out[at + k] += weight * pixels[from + k]
    }
  }
}

/** Replaces a layer's colours by tones of one tint, keeping light and shade. */
function recolour(layer, [dark, middle, light]) {
  let sum = 0
  let area = 0
  for (let i = 0; i < layer.length; i += 4) {
    sum += luminance(layer, i)
    area += layer[i + 3]
  }
  const shift = 0.5 - sum / Math.max(area, 1e-6)
  for (let i = 0; i < layer.length; i += 4) {
    const alpha = layer[i + 3]
    if (alpha < 1e-3) continue
    const tone = clamp(0.5 + (luminance(layer, i) / alpha - 0.5 + shift) * 0.85)
    const colour = tone < 0.5 ? mix(dark, middle, tone * 2) : mix(middle, light, tone * 2 - 1)
    for (let k = 0; k < 3; k++) {
      layer[i + k] = layer[i + k] * OWN_COLOUR + colour[k] * alpha * (1 - OWN_COLOUR)
    }
  }
}

const luminance = (layer, i) => 0.3 * layer[i] + 0.59 * layer[i + 1] + 0.11 * layer[i + 2]

/** Lays a premultiplied layer over the canvas; `light` multiplies its colour, one factor a channel. */
export function lay(canvas, layer, light = [1, 1, 1]) {
  for (let i = 0, j = 0; i < canvas.length; i += 3, j += 4) {
    const alpha = layer[j + 3]
    if (alpha <= 0) continue
    for (let k = 0; k < 3; k++)
      canvas[i + k] = canvas[i + k] * (1 - alpha) + layer[j + k] * light[k]
  }
}

/**
 * Darkens (or, with a pale `colour`, lights up) the canvas around a layer: a soft shadow or halo,
 * moved by whole pixels `dx` and `dy`.
 */
export function layShadow(canvas, layer, { colour, opacity, sigma, dx, dy }) {
  const mask = new Float32Array(SIZE * SIZE)
  for (let row = 0; row < SIZE; row++) {
    for (let col = 0; col < SIZE; col++) {
      const inside = col - dx >= 0 && col - dx < SIZE
      if (inside) mask[row * SIZE + col] = layer[((row - dy) * SIZE + col - dx) * 4 + 3] ?? 0
    }
  }
  const soft = blurred(mask, sigma, 1)
  for (let i = 0; i < mask.length; i++) {
    const a = soft[i] * opacity
    if (a < 1e-3) continue
    for (let k = 0; k < 3; k++) canvas[i * 3 + k] += (colour[k] - canvas[i * 3 + k]) * a
  }
}
