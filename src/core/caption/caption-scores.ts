import { type Hyperplane, inverseDeviations } from '../direction/hyperplane.ts'
import type { Matrix } from '../vectors/matrix.ts'
import type { Standardizer } from '../vectors/standardize.ts'
import { allOf, productsOf } from './leanings.ts'

/** Which captions to score, and against which plain one. */
export interface CaptionRows {
  /** Rows of the caption vectors, in the order wanted. @default all */
  rows?: ArrayLike<number>
  /** Vector of the reference, for example of "a photo of a cat", float[d]. */
  reference: ArrayLike<number>
}

/**
 * Caption scores as the paper's code takes them: the image preprocessing applied to text minus reference.
 *
 *     score(t) = w . z + b,   z = u / ‖u‖,   u = ((T(t) - T(r)) - mean) / deviation
 *
 * Negative = hard. Mean and deviation are those of images, so the same constant -mean/deviation stands in every
 * caption and all scores of a class may have one sign: only their order means something. O(m d).
 *
 * @param plane - Direction of a class.
 * @param standardizer - Of the image embeddings.
 * @param texts - Caption vectors as the text tower gives them, float32[m, d].
 * @returns float64, one for each row asked for.
 * @throws RangeError if the text vectors are of another d than the plane.
 * @see Jain et al. 2023, section 3, and the reference code, `get_caption_scores`.
 * @example
 * const plane = { weights: Float64Array.of(1, 0), bias: -0.5 }
 * const standardizer = { mean: Float64Array.of(-3, 4), deviation: Float64Array.of(1, 1) }
 * faithfulCaptionScores(plane, standardizer, { data: Float32Array.of(1, 1), rows: 1, cols: 2 }, { reference: [1, 1] }) // => Float64Array [0.1]
 */
export function faithfulCaptionScores(
  plane: Hyperplane,
  standardizer: Standardizer,
  texts: Matrix,
  captions: CaptionRows,
): Float64Array {
  const offset = standardizer.mean.map((mean, j) => mean + captions.reference[j])
  const scores = shiftScores(plane.weights, standardizer.deviation, texts, offset, captions.rows)
  return scores.map((score) => score + plane.bias)
}

/**
 * Caption scores without what belongs to images alone: how far the change from the reference to the caption, measured in
 * deviations and taken at unit length, runs along the direction.
 *
 *     score(t) = w . u / ‖u‖,   u = (T(t) - T(r)) / deviation
 *
 * Negative = hard; ‖w‖ times a cosine; 0 for the reference itself. O(m d).
 *
 * @param plane - Direction of a class; its bias does not count.
 * @param standardizer - Of the image embeddings; its mean does not count.
 * @param texts - Caption vectors as the text tower gives them, float32[m, d].
 * @returns float64, one for each row asked for.
 * @throws RangeError if the text vectors are of another d than the plane.
 * @see Jain et al. 2023, section 3, for the score that this one corrects.
 * @example
 * const plane = { weights: Float64Array.of(1, 0), bias: -0.5 }
 * const standardizer = { mean: Float64Array.of(-3, 4), deviation: Float64Array.of(1, 1) }
 * differenceCaptionScores(plane, standardizer, { data: Float32Array.of(4, 5), rows: 1, cols: 2 }, { reference: [1, 1] }) // => Float64Array [0.6]
 */
export function differenceCaptionScores(
  plane: Hyperplane,
  standardizer: Standardizer,
  texts: Matrix,
  captions: CaptionRows,
): Float64Array {
  const offset = Float64Array.from(captions.reference)
  return shiftScores(plane.weights, standardizer.deviation, texts, offset, captions.rows)
}

/** weights . u / ‖u‖ with u = (text - mean) / deviation; a constant feature counts for nothing. */
function shiftScores(
  weights: Float64Array,
  deviation: Float64Array,
  texts: Matrix,
  mean: Float64Array,
  rows: ArrayLike<number> = allOf(texts),
): Float64Array {
  if (texts.cols !== weights.length) {
    throw new RangeError(
      `Cannot score captions: text vectors of ${texts.cols} numbers, expected ${weights.length}`,
    )
  }
  const factors = inverseDeviations(deviation)
  const { lengths, products } = productsOf(texts, rows, weights, mean, factors)
  return products.map((product, k) => (lengths[k] > 0 ? product / lengths[k] : 0))
}
