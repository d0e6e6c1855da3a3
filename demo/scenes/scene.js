// One scene: a place, some clutter, one object with its attributes, light, blur and noise.

import { paintBackground } from './backgrounds.js'
import { blurred, clamp, ellipse, SIZE } from './canvas.js'
import { between, chance, normal, pick, randomFrom } from './random.js'
import { lay, layShadow, spriteLayer } from './sprite.js'

/** Longest side of the object in pixels, from and to. */
const SIZES = { small: [26, 33], medium: [48, 58], large: [72, 86] }

export const SIZE_NAMES = Object.keys(SIZES)
export const BLURS = ['sharp', 'blurry']

/**
 * Draws a scene.
 *
 * @param spec - `{ background, tint, size, blur, drawing }`, the attributes that are kept as columns
 * @param seed - everything else (place in the picture, angle, light, clutter, noise) follows from it
 * @returns RGB bytes, uint8[SIZE, SIZE, 3]
 */
export function drawScene(spec, seed, clutter) {
  const random = randomFrom(seed)
  const { canvas, horizon } = paintBackground(spec.background, random)
  const light = lightOf(spec.background, random)
  const pixels = between(random, ...SIZES[spec.size])
  const place = placeObject(pixels, spec.drawing.sprite.tall, horizon, random)
  scatter(canvas, clutter, { horizon, light, place }, random)
  const layer = spriteLayer(spec.drawing.sprite, { ...place, tint: spec.tint })
  castShadow(canvas, layer, { background: spec.background, horizon, place }, random)
  lay(canvas, layer, light)
  const lit = illuminate(canvas, random)
  const soft = spec.blur === 'blurry' ? blurred(lit, between(random, 1.5, 1.9)) : lit
  return toBytes(soft, between(random, 0.004, 0.016), random)
}

/** Where the object stands: feet on the ground if there is one, anywhere in the air otherwise. */
function placeObject(size, tall, horizon, random) {
  const half = size / SIZE / 2
  const rise = half * tall
  const x = between(random, Math.max(half, 0.24), Math.min(1 - half, 0.76))
  const top = Math.max(horizon < 1 ? horizon - rise * 0.4 : rise, rise, 0.24)
  const bottom = Math.min(1 - rise, 0.78)
  const y = between(random, Math.min(top, bottom), bottom)
  return {
    x,
    y,
    size,
    foot: y + rise,
    angle: between(random, -0.22, 0.22),
    flip: chance(random, 0.5),
  }
}

/** Colour of the light on objects: bluish and dim at night, warm or cool by day. */
function lightOf(background, random) {
  const warmth = between(random, -0.06, 0.06)
  const level = background === 'night' ? between(random, 0.74, 0.86) : between(random, 0.92, 1.04)
  const cool = background === 'night' ? 0.06 : 0
  return [level * (1 + warmth - cool), level, level * (1 - warmth + cool)]
}

/** Up to three small things away from the object. */
function scatter(canvas, clutter, { horizon, light, place }, random) {
  const count = pick(random, [0, 0, 1, 1, 2])
  for (let i = 0; i < count; i++) {
    const size = between(random, 9, 17)
    const ground = horizon < 1 ? Math.max(horizon, 0.1) : 0.1
    const at = { x: random(), y: between(random, ground, 0.97), size, flip: chance(random, 0.5) }
    const sprite = pick(random, horizon < 1 ? clutter.ground : clutter.air)
    const near = Math.hypot(at.x - place.x, at.y - place.y) * SIZE < (size + place.size) * 0.45
    if (!near) lay(canvas, spriteLayer(sprite, at), light)
  }
}

function castShadow(canvas, layer, { background, horizon, place }, random) {
  const dark = background === 'night'
  const colour = dark ? [0.55, 0.6, 0.85] : [0.05, 0.06, 0.14]
  const opacity = dark ? 0.3 : between(random, 0.22, 0.38)
  const sigma = 1 + place.size * 0.03
  const dx = dark ? 0 : Math.round(between(random, -0.06, 0.06) * place.size)
  const dy = dark ? 0 : Math.round(place.size * 0.045)
  if (horizon < 1 && !dark) {
    const half = place.size / SIZE / 2
    const foot = { x: place.x, y: place.foot - half * 0.1, rx: half, ry: half * 0.26 }
    ellipse(canvas, colour, { ...foot, opacity: 0.34, soft: 0.9 })
  }
  layShadow(canvas, layer, { colour, opacity, sigma, dx, dy })
}

/** Exposure, a slope of light across the picture, and darker corners. */
function illuminate(canvas, random) {
  const exposure = between(random, 0.9, 1.08)
  const warmth = between(random, -0.04, 0.04)
  const tone = [exposure * (1 + warmth), exposure, exposure * (1 - warmth)]
  const slope = between(random, -0.2, 0.2)
  const corners = between(random, 0, 0.35)
  const out = new Float32Array(canvas.length)
  for (let i = 0, at = 0; i < out.length; i += 3, at++) {
    const x = (at % SIZE) / SIZE - 0.5
    const y = Math.floor(at / SIZE) / SIZE - 0.5
    const level = (1 + slope * x) * (1 - corners * (x * x + y * y))
    for (let k = 0; k < 3; k++) out[i + k] = canvas[i + k] * tone[k] * level
  }
  return out
}

/** Rounds to bytes with grain of deviation `noise`, the same in all three channels. */
function toBytes(canvas, noise, random) {
  const bytes = new Uint8Array(canvas.length)
  for (let i = 0; i < bytes.length; i += 3) {
    const grain = noise * normal(random)
    for (let k = 0; k < 3; k++) bytes[i + k] = Math.round(255 * clamp(canvas[i + k] + grain))
  }
  return bytes
}
