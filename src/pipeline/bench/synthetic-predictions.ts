import { normalDraw, type Random } from '../../core/vectors/random.ts'

/** How good the made-up model is: mean probability of the true class, outside and inside the slices. */
export interface Quality {
  outside: number
  inside: number
}

/** Domino's: right in three of four, wrong in three of five inside a slice. */
export const DOMINO_QUALITY: Quality = { outside: 0.75, inside: 0.4 }

/**
 * Predictions of a model that was never trained: its probability of the target is drawn from a Beta law that depends on the
 * label and on whether the row lies in a slice.
 *
 *     p ~ Beta(s, 1 - s) where the label is the target, p ~ Beta(1 - s, s) where it is not
 *
 * @see Eyuboglu et al. 2022, "Domino", section 4 (synthetic models).
 */
export function syntheticPredictions(
  labels: Int32Array,
  inSlice: Uint8Array,
  { outside, inside }: Quality,
  random: Random,
): { predictions: Int32Array; confidence: Float64Array } {
  const confidence = Float64Array.from(labels, (_, row) => {
    const s = inSlice[row] === 1 ? inside : outside
    return betaDraw(s, 1 - s, random)
  })
  const predictions = labels.map((label, row) =>
    (confidence[row] ?? 0) >= 0.5 ? label : 1 - label,
  )
  return { predictions, confidence }
}

/** One draw from Beta(a, b), from two gamma draws. */
export function betaDraw(a: number, b: number, random: Random): number {
  const [x, y] = [gammaDraw(a, random), gammaDraw(b, random)]
  return x + y === 0 ? 0.5 : x / (x + y)
}

/** Marsaglia & Tsang 2000; a shape below 1 by the power of a uniform draw. */
function gammaDraw(shape: number, random: Random): number {
  if (shape < 1) return gammaDraw(shape + 1, random) * (1 - random()) ** (1 / shape)
  const d = shape - 1 / 3
  const c = 1 / Math.sqrt(9 * d)
  for (;;) {
    const z = normalDraw(random)
    const v = (1 + c * z) ** 3
    if (v <= 0) continue
    if (Math.log(1 - random()) < (z * z) / 2 + d - d * v + d * Math.log(v)) return d * v
  }
}
