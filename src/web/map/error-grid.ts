import type { Extent } from './camera.ts'

/** Squares across the longer side of a map. */
const ACROSS = 48
/** As strongly as so many images, a square is drawn towards the overall rate. */
const PRIOR = 8
/** Squares with fewer images are left empty. */
const FEWEST = 3

/** Error rate of the images in one square of the map. */
export interface ErrorSquare {
  /** Its lower left corner, in map units. */
  x: number
  y: number
  images: number
  errors: number
  /** Drawn towards the overall rate, so that three unlucky images do not glow. */
  rate: number
}

export interface ErrorGrid {
  /** Side of a square. */
  side: number
  squares: readonly ErrorSquare[]
  overall: number
}

/**
 * Where on the map the model errs.
 *
 * @param points - float32[n, 2].
 * @param correct - 1 yes, 0 no, -1 unknown: left out.
 * @param shown - 1 = passes the filters: only these count.
 */
export function errorGrid(
  points: Float32Array,
  correct: Int8Array,
  shown: Uint8Array,
  { left, right, bottom, top }: Extent,
): ErrorGrid {
  const side = Math.max(right - left, top - bottom, 1e-6) / ACROSS
  const images = new Uint32Array((ACROSS + 1) ** 2)
  const errors = new Uint32Array(images.length)
  let [known, wrong] = [0, 0]
  for (let row = 0; row < correct.length; row++) {
    if (shown[row] !== 1 || correct[row] === -1) continue
    const column = Math.floor(((points[row * 2] ?? 0) - left) / side)
    const line = Math.floor(((points[row * 2 + 1] ?? 0) - bottom) / side)
    const at = line * (ACROSS + 1) + column
    const isWrong = correct[row] === 0 ? 1 : 0
    images[at] = (images[at] ?? 0) + 1
    errors[at] = (errors[at] ?? 0) + isWrong
    known++
    wrong += isWrong
  }
  const overall = known > 0 ? wrong / known : 0
  const squares: ErrorSquare[] = []
  for (const [at, found] of images.entries()) {
    if (found < FEWEST) continue
    const own = errors[at] ?? 0
    squares.push({
      x: left + (at % (ACROSS + 1)) * side,
      y: bottom + Math.floor(at / (ACROSS + 1)) * side,
      images: found,
      errors: own,
      rate: (own + PRIOR * overall) / (found + PRIOR),
    })
  }
  return { side, squares, overall }
}
