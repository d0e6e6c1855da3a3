// Eight places, each painted from noise and gradients. A painter returns where the ground begins
// (`horizon`, 0..1 from the top; 1 = no ground) so that objects and shadows can be set down on it.

import { paintIndoors, paintNight, paintRoad } from './backgrounds-built.js'
import { clamp, ellipse, fill, hsl, mix, newCanvas, overlay, ramp } from './canvas.js'
import { layered, noiseFrom } from './noise.js'
import { between, chance, pick } from './random.js'

const painters = {
  grass: paintGrass,
  water: paintWater,
  snow: paintSnow,
  sand: paintSand,
  night: paintNight,
  indoors: paintIndoors,
  road: paintRoad,
  sky: paintSky,
}

export const BACKGROUNDS = Object.keys(painters)

/** Paints a place on a new canvas. */
export function paintBackground(name, random) {
  const canvas = newCanvas()
  return { canvas, horizon: painters[name](canvas, random) }
}

/** Sky over land: pale at the horizon, deeper above. */
function skyColour(random, pale = 0) {
  const hue = between(random, 195, 218)
  const top = hsl(hue, between(random, 0.45, 0.8) * (1 - pale), between(random, 0.62, 0.75))
  const low = hsl(hue + between(random, -30, 10), 0.5 * (1 - pale), between(random, 0.86, 0.93))
  return (y, horizon) => mix(top, low, clamp(y / Math.max(horizon, 0.05)))
}

function paintGrass(canvas, random) {
  const horizon = chance(random, 0.75) ? between(random, 0.08, 0.4) : -0.1
  const noise = noiseFrom(random)
  const sky = skyColour(random)
  const hue = between(random, 85, 125)
  const far = hsl(hue - 12, between(random, 0.45, 0.6), between(random, 0.55, 0.63))
  const near = hsl(hue + 6, between(random, 0.5, 0.65), between(random, 0.27, 0.36))
  const blade = between(random, 26, 44)
  const wave = between(random, 2, 5)
  fill(canvas, (x, y) => {
    const edge = horizon + 0.07 * (noise(x * wave, 3) - 0.5)
    if (y < edge) return sky(y, horizon)
    const depth = (y - edge) / (1 - edge)
    const tuft = noise(x * blade, y * blade * 0.3 + 5) - 0.5
    const patch = layered(noise, x * 4, y * 5) - 0.5
    const shade = 1 + (0.5 * tuft + 0.5 * patch) * (0.3 + 0.7 * depth)
    return mix(far, near, depth).map((c) => c * shade)
  })
  const petals = pick(random, [
    [1, 1, 1],
    [1, 0.87, 0.3],
    [0.98, 0.6, 0.75],
    [0.75, 0.65, 1],
  ])
  const flowers = chance(random, 0.6) ? Math.floor(between(random, 4, 22)) : 0
  for (let i = 0; i < flowers; i++) {
    const depth = Math.sqrt(random())
    const radius = 0.006 + 0.013 * depth
    const y = horizon + (1 - horizon) * depth
    ellipse(canvas, petals, { x: random(), y, rx: radius, ry: radius, opacity: 0.95, soft: 0.5 })
  }
  return Math.max(horizon, 0)
}

function paintWater(canvas, random) {
  const horizon = chance(random, 0.7) ? between(random, 0.08, 0.4) : -0.1
  const noise = noiseFrom(random)
  const sky = skyColour(random, between(random, 0, 0.5))
  const hue = between(random, 182, 214)
  const far = hsl(hue, between(random, 0.5, 0.7), between(random, 0.55, 0.66))
  const near = hsl(hue + 8, between(random, 0.6, 0.8), between(random, 0.24, 0.36))
  const choppy = between(random, 0.12, 0.4)
  const stretch = between(random, 4, 8)
  const glint = random()
  fill(canvas, (x, y) => {
    if (y < horizon) return sky(y, horizon)
    const depth = (y - horizon) / (1 - horizon)
    const rows = 34 / (0.25 + depth)
    const wave = layered(noise, x * stretch * (1.6 - depth), y * rows * 0.55, 2)
    const crest = ramp(0.6, 0.85, wave) * choppy
    const shine = 0.35 * Math.exp(-(((x - glint) / 0.16) ** 2)) * ramp(0.5, 0.8, wave)
    const base = mix(far, near, depth ** 0.7).map((c) => c * (0.86 + 0.28 * wave))
    return mix(base, [0.95, 0.99, 1], clamp(crest + shine))
  })
  return Math.max(horizon, 0)
}

function paintSnow(canvas, random) {
  const horizon = chance(random, 0.75) ? between(random, 0.12, 0.42) : -0.1
  const noise = noiseFrom(random)
  const top = hsl(between(random, 205, 230), between(random, 0.2, 0.5), between(random, 0.7, 0.82))
  const white = hsl(210, 0.5, between(random, 0.94, 0.98))
  const shade = hsl(
    between(random, 208, 228),
    between(random, 0.35, 0.55),
    between(random, 0.78, 0.86),
  )
  const drift = between(random, 2, 4.5)
  if (horizon > 0) fill(canvas, (_, y) => mix(top, [0.93, 0.94, 0.98], y / horizon))
  const trees = horizon > 0 && chance(random, 0.6) ? Math.floor(between(random, 3, 9)) : 0
  for (let i = 0; i < trees; i++) paintPine(canvas, random, horizon)
  overlay(canvas, white, (x, y) =>
    ramp(-0.01, 0.01, y - horizon - 0.06 * (noise(x * drift, 8) - 0.5)),
  )
  overlay(canvas, shade, (x, y) => {
    const below = y - horizon - 0.06 * (noise(x * drift, 8) - 0.5)
    const hollow = layered(noise, x * drift + 3, y * drift * 2.2 + 4 * noise(x * 3, y * 3))
    return below > 0 ? 0.85 * ramp(0.42, 0.72, hollow) : 0
  })
  const flakes = chance(random, 0.7) ? Math.floor(between(random, 15, 60)) : 0
  for (let i = 0; i < flakes; i++) {
    const radius = between(random, 0.004, 0.012)
    const at = { x: random(), y: random(), rx: radius, ry: radius, opacity: 0.9, soft: 0.7 }
    ellipse(canvas, [1, 1, 1], at)
  }
  return Math.max(horizon, 0)
}

function paintPine(canvas, random, foot) {
  const x = random()
  const height = between(random, 0.08, 0.22)
  const green = hsl(between(random, 150, 185), 0.25, between(random, 0.3, 0.48))
  const alpha = (px, py) => {
    const up = (foot + 0.02 - py) / height
    const width = 0.3 * height * (1 - up) * (0.75 + 0.25 * ((up * 4) % 1 < 0.5 ? 0 : 1))
    return up > 0 && up < 1 && Math.abs(px - x) < width ? 0.9 : 0
  }
  overlay(canvas, green, alpha, [x - 0.1, foot - height, x + 0.1, foot + 0.03])
}

function paintSand(canvas, random) {
  const sea = chance(random, 0.5)
  const horizon = chance(random, 0.75) ? between(random, 0.12, 0.4) : -0.1
  const noise = noiseFrom(random)
  const sky = skyColour(random)
  const hue = between(random, 34, 46)
  const far = hsl(hue, between(random, 0.5, 0.7), between(random, 0.74, 0.82))
  const near = hsl(hue - 5, between(random, 0.45, 0.6), between(random, 0.52, 0.64))
  const blue = hsl(between(random, 178, 195), 0.6, between(random, 0.5, 0.65))
  const ripple = between(random, 40, 80)
  const lean = between(random, -0.6, 0.6)
  fill(canvas, (x, y) => {
    const shore = horizon + 0.03 * (noise(x * 4, 2) - 0.5)
    if (y < horizon - (sea ? 0.07 : 0)) return sky(y, horizon)
    if (y < shore && sea) return blue
    if (y < shore) return sky(y, horizon)
    const foam = sea && horizon > 0 ? 1 - ramp(0.005, 0.03, y - shore) : 0
    const depth = clamp((y - horizon) / (1 - horizon))
    const bend = 5 * layered(noise, x * 2.5, y * 3)
    const wave = Math.sin((y + lean * x) * ripple * (1.5 - depth) + bend * 3)
    const grain = noise(x * 50, y * 50) - 0.5
    const shade = 1 + 0.06 * wave * depth + 0.12 * grain + 0.16 * (noise(x * 4, y * 5) - 0.5)
    return mix(
      mix(far, near, depth).map((c) => c * shade),
      [1, 1, 1],
      foam * 0.9,
    )
  })
  return Math.max(horizon, 0)
}

function paintSky(canvas, random) {
  const noise = noiseFrom(random)
  const hue = between(random, 198, 222)
  const top = hsl(hue, between(random, 0.6, 0.85), between(random, 0.45, 0.6))
  const low = hsl(hue - 8, between(random, 0.5, 0.8), between(random, 0.74, 0.86))
  const cover = between(random, 0.42, 0.6)
  const puff = between(random, 2, 4.5)
  fill(canvas, (x, y) => {
    const cloud = layered(noise, x * puff, y * puff * 1.6, 4)
    const body = ramp(cover, cover + 0.18, cloud)
    const lit = mix([1, 1, 1], [0.82, 0.87, 0.94], ramp(cover, cover + 0.4, cloud))
    return mix(mix(top, low, y), lit, body * 0.92)
  })
  return 1
}
