// The places with straight lines or lamps: indoors, a road, the night.

import { clamp, ellipse, fill, hsl, mix, overlay, ramp } from './canvas.js'
import { layered, noiseFrom } from './noise.js'
import { between, chance, pick } from './random.js'

export function paintIndoors(canvas, random) {
  const floor = between(random, 0.58, 0.76)
  const noise = noiseFrom(random)
  const wall = hsl(random() * 360, between(random, 0.12, 0.4), between(random, 0.72, 0.86))
  const stripes = chance(random, 0.45) ? pick(random, [8, 12, 16]) : 0
  const wood = hsl(
    between(random, 20, 34),
    between(random, 0.35, 0.55),
    between(random, 0.38, 0.56),
  )
  const lamp = [random(), between(random, -0.1, 0.3)]
  fill(canvas, (x, y) => {
    if (y < floor - 0.025) {
      const glow = 0.16 * Math.exp(-(((x - lamp[0]) ** 2 + (y - lamp[1]) ** 2) / 0.12))
      const stripe = stripes && Math.floor(x * stripes) % 2 ? 0.045 : 0
      return wall.map((c) => clamp(c * (0.93 - stripe + glow)))
    }
    if (y < floor) return [0.95, 0.93, 0.9]
    const depth = (y - floor) / (1 - floor)
    const across = (x - 0.5) / (0.6 + 0.4 * depth)
    const plank = Math.floor(across * 9)
    const seam = Math.abs(across * 9 - plank - 0.5) > 0.46 ? 0.75 : 1
    const grain = 0.85 + 0.3 * noise(across * 40, depth * 5 + plank * 7)
    return wood.map(
      (c) => c * seam * grain * (0.9 + 0.15 * depth) * (0.9 + (0.2 * ((plank * 37) & 7)) / 7),
    )
  })
  if (chance(random, 0.7)) paintFrame(canvas, random, floor)
  if (chance(random, 0.4)) {
    const rug = {
      x: between(random, 0.3, 0.7),
      y: (floor + 1.02) / 2,
      rx: 0.42,
      ry: (1 - floor) * 0.42,
    }
    ellipse(canvas, hsl(random() * 360, 0.4, 0.6), { ...rug, opacity: 0.9, soft: 0.08 })
    ellipse(canvas, hsl(random() * 360, 0.4, 0.75), {
      ...rug,
      rx: 0.33,
      ry: rug.ry * 0.75,
      soft: 0.08,
    })
  }
  return floor
}

/** A window or a picture on the wall. */
function paintFrame(canvas, random, floor) {
  const width = between(random, 0.18, 0.34)
  const height = between(random, 0.2, 0.34)
  const left = between(random, 0.03, 0.95 - width)
  const top = between(random, 0.05, Math.max(0.06, floor - height - 0.12))
  const inside = chance(random, 0.5)
    ? hsl(between(random, 195, 215), 0.7, 0.82)
    : hsl(random() * 360, 0.35, between(random, 0.5, 0.75))
  const border = pick(random, [
    [0.97, 0.96, 0.94],
    [0.45, 0.3, 0.2],
    [0.75, 0.6, 0.4],
  ])
  const edge = 0.025
  overlay(canvas, border, () => 1, [left, top, left + width, top + height])
  overlay(canvas, inside, () => 1, [
    left + edge,
    top + edge,
    left + width - edge,
    top + height - edge,
  ])
  const middle = left + width / 2
  overlay(canvas, border, () => 1, [middle - 0.01, top, middle + 0.01, top + height])
}

export function paintRoad(canvas, random) {
  const horizon = between(random, 0.16, 0.42)
  const noise = noiseFrom(random)
  const top = hsl(between(random, 200, 230), between(random, 0.15, 0.5), between(random, 0.68, 0.8))
  const side = chance(random, 0.5)
    ? hsl(between(random, 70, 120), 0.3, between(random, 0.4, 0.55))
    : hsl(between(random, 25, 45), 0.15, between(random, 0.6, 0.72))
  const tar = between(random, 0.3, 0.46)
  const vanish = between(random, 0.3, 0.7)
  const lane = pick(random, [
    [0.97, 0.96, 0.92],
    [0.97, 0.8, 0.3],
  ])
  const phase = random()
  fill(canvas, (x, y) => {
    if (y < horizon) return mix(top, [0.93, 0.93, 0.94], y / horizon)
    const depth = (y - horizon) / (1 - horizon)
    const across = (x - vanish) / (0.06 + 1.1 * depth) + (vanish - 0.5) * 0.4 * depth
    const grain = (noise(x * 60, y * 60) - 0.5) * 0.12 + (layered(noise, x * 5, y * 9) - 0.5) * 0.12
    if (Math.abs(across) > 0.62) return side.map((c) => c * (0.95 + 1.5 * grain))
    const dash = ((1 / (depth + 0.12) + phase * 2) * 1.6) % 1 < 0.55
    const line = Math.abs(across) < 0.022 ? dash : Math.abs(Math.abs(across) - 0.54) < 0.018
    if (line) return lane.map((c) => c * (0.95 + grain))
    return [tar + grain, tar + grain, tar * 1.06 + grain]
  })
  if (chance(random, 0.55)) paintSkyline(canvas, random, horizon)
  return horizon
}

function paintSkyline(canvas, random, horizon) {
  for (let x = -0.05; x < 1; ) {
    const width = between(random, 0.07, 0.18)
    const height = between(random, 0.05, horizon * 0.8)
    const colour = hsl(random() * 360, between(random, 0.05, 0.25), between(random, 0.55, 0.78))
    overlay(canvas, colour, () => 1, [x, horizon - height, x + width, horizon])
    const lit = mix(colour, [0.3, 0.35, 0.45], 0.5)
    overlay(canvas, lit, (px, py) => ((px * 32) % 1 < 0.5 && (py * 28) % 1 < 0.5 ? 0.8 : 0), [
      x + 0.015,
      horizon - height + 0.02,
      x + width - 0.015,
      horizon - 0.02,
    ])
    x += width + (chance(random, 0.3) ? between(random, 0, 0.1) : 0)
  }
}

export function paintNight(canvas, random) {
  const horizon = between(random, 0.5, 0.8)
  const noise = noiseFrom(random)
  const hue = between(random, 222, 262)
  const top = hsl(hue, between(random, 0.5, 0.7), between(random, 0.07, 0.12))
  const low = hsl(hue + between(random, -15, 25), 0.45, between(random, 0.2, 0.3))
  const ground = hsl(hue - 10, 0.35, between(random, 0.08, 0.15))
  fill(canvas, (x, y) => {
    const edge = horizon + 0.12 * (noise(x * 3, 4) - 0.5)
    if (y > edge) return ground.map((c) => c * (0.8 + 0.5 * layered(noise, x * 8, y * 12)))
    const haze = 0.05 * layered(noise, x * 3, y * 3)
    return mix(top, low, ramp(0, 1, y / horizon)).map((c) => c + haze)
  })
  const stars = Math.floor(between(random, 12, 45))
  for (let i = 0; i < stars; i++) {
    const radius = between(random, 0.006, 0.011)
    const y = random() * horizon * 0.9
    const at = {
      x: random(),
      y,
      rx: radius,
      ry: radius,
      opacity: between(random, 0.4, 1),
      soft: 0.8,
    }
    ellipse(canvas, [1, 0.98, 0.9], at)
  }
  if (chance(random, 0.6)) {
    const moon = { x: between(random, 0.1, 0.9), y: between(random, 0.08, 0.25) }
    const radius = between(random, 0.045, 0.085)
    ellipse(canvas, [0.8, 0.82, 1], {
      ...moon,
      rx: radius * 3,
      ry: radius * 3,
      opacity: 0.22,
      soft: 1,
    })
    ellipse(canvas, [1, 0.97, 0.86], { ...moon, rx: radius, ry: radius, soft: 0.15 })
  } else {
    const lights = Math.floor(between(random, 4, 14))
    for (let i = 0; i < lights; i++) {
      const radius = between(random, 0.012, 0.035)
      const y = horizon + between(random, -0.08, 0.03)
      const at = { x: random(), y, rx: radius, ry: radius, opacity: 0.55, soft: 0.6 }
      ellipse(canvas, hsl(between(random, 25, 55), 0.95, 0.68), at)
    }
  }
  return horizon
}
