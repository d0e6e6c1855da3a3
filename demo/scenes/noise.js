// Value noise: smooth random fields that make grass, waves, clouds and sand.

/** A function of (x, y) with values in 0..1, smooth over one unit, repeating every 64 units. */
export function noiseFrom(random) {
  const lattice = Float32Array.from({ length: 4096 }, () => random())
  return (x, y) => {
    const left = Math.floor(x)
    const top = Math.floor(y)
    const fx = x - left
    const fy = y - top
    const u = fx * fx * (3 - 2 * fx)
    const v = fy * fy * (3 - 2 * fy)
    const x0 = left & 63
    const x1 = (left + 1) & 63
    const y0 = (top & 63) << 6
    const y1 = ((top + 1) & 63) << 6
    const above = lattice[y0 | x0] + (lattice[y0 | x1] - lattice[y0 | x0]) * u
    const below = lattice[y1 | x0] + (lattice[y1 | x1] - lattice[y1 | x0]) * u
    return above + (below - above) * v
  }
}

/** The sum of several octaves of `noise`, in 0..1. */
export function layered(noise, x, y, octaves = 3) {
  let sum = 0
  let weight = 0.5
  let total = 0
  for (let octave = 0; octave < octaves; octave++) {
    sum += weight * noise(x + octave * 17.3, y + octave * 9.1)
    total += weight
    weight /= 2
    x *= 2
    y *= 2
  }
  return sum / total
}
