import { hypergeometricTail } from '../statistics/hypergeometric.ts'
import { wilsonInterval } from '../statistics/wilson.ts'
import { countBoth, nearestMask } from '../vectors/count-nearest.ts'
import type { Side } from './pick-captions.ts'

/** How a model does on the held-out images nearest a caption, beside the whole class. */
export interface CaptionEvidence {
  /** Images counted, K. */
  nearest: number
  /** Their accuracy. */
  accuracy: number
  /** Wilson, 95 %. */
  interval: [low: number, high: number]
  classAccuracy: number
  /** Fisher's exact test, one-sided: fewer (hard) or more (easy) correct ones than a draw of K from the class. */
  p: number
}

/**
 * Accuracy of the model on the K images of a class that lie nearest a caption, and whether it differs from the class.
 *
 * @param cosines - Of each held-out image of the class with the caption, raw embeddings, float64[n].
 * @param wrong - 1 where the model errs, uint8[n].
 * @param nearest - K, 1 to n.
 * @param side - What the caption is to show: `hard` tests for lower accuracy, `easy` for higher.
 * @see Jain et al. 2023, section 4, "accuracy of the K images closest to the caption in CLIP space".
 * @example
 * captionEvidence(Float64Array.of(0.9, 0.8, 0.1, 0.2), Uint8Array.of(1, 1, 0, 0), 2, 'hard').p // => 0.16666666666666666
 */
export function captionEvidence(
  cosines: Float64Array,
  wrong: Uint8Array,
  nearest: number,
  side: Side,
): CaptionEvidence {
  const n = wrong.length
  const errors = wrong.reduce((sum, value) => sum + value, 0)
  const near = countBoth(nearestMask(cosines, nearest), wrong)
  const right = nearest - near
  return {
    nearest,
    accuracy: right / nearest,
    interval: wilsonInterval(right, nearest),
    classAccuracy: 1 - errors / n,
    p:
      side === 'hard'
        ? hypergeometricTail(near, nearest, errors, n)
        : hypergeometricTail(right, nearest, n - errors, n),
  }
}

/** Accuracy of the nearest images as more and more of the class is taken in. */
export interface AccuracyCurve {
  /** K as a share of the class, ascending; the last is 1, where every caption meets the class. */
  fraction: number[]
  accuracy: number[]
  /** Wilson, 95 %. */
  low: number[]
  high: number[]
}

/**
 * The curve of the paper's figures for one caption, over shares of the class so that classes of any size compare.
 *
 * @param cosines - Of each held-out image of the class with the caption, float64[n], n at least 1.
 * @param wrong - 1 where the model errs, uint8[n].
 * @param fractions - Shares of the class, ascending. @default 0.02, 0.05, 0.1, 0.15, ... 1
 * @example
 * accuracyCurve(Float64Array.of(0.9, 0.1), Uint8Array.of(1, 0), [0.5, 1]).accuracy // => [0, 0.5]
 */
export function accuracyCurve(
  cosines: Float64Array,
  wrong: Uint8Array,
  fractions: readonly number[] = CURVE_FRACTIONS,
): AccuracyCurve {
  const curve: AccuracyCurve = { fraction: [...fractions], accuracy: [], low: [], high: [] }
  for (const fraction of fractions) {
    const k = Math.max(1, Math.round(fraction * wrong.length))
    const right = k - countBoth(nearestMask(cosines, k), wrong)
    const [low, high] = wilsonInterval(right, k)
    curve.accuracy.push(right / k)
    curve.low.push(low)
    curve.high.push(high)
  }
  return curve
}

const CURVE_FRACTIONS: readonly number[] = [
  0.02,
  ...Array.from({ length: 20 }, (_, i) => (i + 1) / 20),
]
