import { meanOfRows } from '../svm/kernels/mean-of-rows.ts'
import { type Matrix, matrixRow } from '../vectors/matrix.ts'
import { centredValues, dot } from '../vectors/vector.ts'
import {
  allOf,
  centredRow,
  centredUnitRows,
  correlation,
  evenSample,
  leaningsOf,
  productsOf,
} from './leanings.ts'

/** Captions that tell how much leanings vary in a set, drawn evenly from a larger one. */
const SAMPLED = 32

/** What captions of one class are seen from. */
export interface CaptionFrame {
  /** x_i - m, the images at length 1 minus their mean, float32[n, d]. */
  images: Matrix
  /** t̄, the mean caption, float64[d]. */
  mean: Float64Array
  /** s₀: the median, over captions, of the deviation of the images' leanings. */
  spread: number
}

/**
 * Where the images of a class stand, the mean of some captions, and how much the images typically differ in leaning towards
 * one of them.
 *
 * @param images - Raw embeddings of the class, float32[n, d].
 * @param texts - Caption vectors, float32[m, d].
 * @param rows - Rows of the caption vectors. @default all
 * @returns O(m d + 32 n d).
 * @example
 * const images = { data: Float32Array.of(1, 0, 0, 1), rows: 2, cols: 2 }
 * const { mean, spread } = captionFrame(images, images)
 * [...mean, spread] // => [0.5, 0.5, 0.5]
 */
export function captionFrame(
  images: Matrix,
  texts: Matrix,
  rows: ArrayLike<number> = allOf(texts),
): CaptionFrame {
  checkWidths(images, texts)
  const x = centredUnitRows(images)
  const mean = meanOfRows(texts, rows)
  const sample = evenSample(rows, SAMPLED).map((row) => centredRow(texts, row, mean))
  const spreads = Float64Array.from(leaningsOf(x, sample), deviationOf).sort()
  return { images: x, mean, spread: spreads[spreads.length >> 1] ?? 0 }
}

/**
 * How strongly each caption goes with a value of the images: the correlation, over the images of one class, of how far an
 * image leans towards the caption with its value, shrunk for captions towards which all images lean alike.
 *
 *     l_i = (x_i - m) · (t - t̄),   r(t) = corr_i(l_i, f_i) · s / (s + s₀),   s = the deviation of l
 *
 * x_i unit image vectors, m their mean. With f = how wrong the model is, it ranks captions: positive = said of hard images,
 * negative = of easy ones. What all images or all captions share counts for nothing. A caption or a value without variance
 * has 0. Without the shrinkage captions of something that no image shows come first now and then: their leanings are
 * noise, and some noise correlates.
 *
 * @param images - Raw embeddings of one class, float32[n, d].
 * @param values - f, of each image, float64[n].
 * @param texts - Caption vectors, float32[m, d].
 * @param rows - Rows of the caption vectors, in the order wanted. @default all
 * @param frame - x_i - m, t̄ and s₀. @default of those images and rows
 * @returns float64, -1 to 1, one for each row asked for. O(n m d).
 * @throws RangeError if the text vectors are of another d than the images, or there is not one value an image.
 * @see Jain et al. 2023, section 3, for the ranking that this one replaces; Eyuboglu et al. 2022 (Domino) for names by
 *   differences of means; Tusher, Tibshirani & Chu 2001 for the constant in the denominator.
 * @example
 * const images = { data: Float32Array.of(1, 0, 0.6, 0.8, 0, 1), rows: 3, cols: 2 }
 * const texts = { data: Float32Array.of(1, 0, 0, 1), rows: 2, cols: 2 }
 * captionCorrelations(images, [2, 1, 0], texts).map((r) => Math.round(100 * r)) // => [50, -50]
 */
export function captionCorrelations(
  images: Matrix,
  values: ArrayLike<number>,
  texts: Matrix,
  rows: ArrayLike<number> = allOf(texts),
  { images: x, mean, spread }: CaptionFrame = captionFrame(images, texts, rows),
): Float64Array {
  checkShapes(images, texts, values.length)
  const centred = centredValues(values)
  const vectors = Array.from(rows, (row) => centredRow(texts, row, mean))
  return Float64Array.from(leaningsOf(x, vectors), (leans) => {
    const own = deviationOf(leans)
    return own > 0 ? (correlation(leans, centred) * own) / (own + spread) : 0
  })
}

/** Of values of mean 0. */
const deviationOf = (values: Float64Array): number =>
  Math.sqrt(dot(values, values) / Math.max(1, values.length))

/**
 * The captions that may come first or last by {@link captionCorrelations}, for sets so large that the correlations of all
 * would take long: the outermost by their covariance with the values, their leanings taken to vary by as much as their
 * length says.
 *
 *     g · (t - t̄) / (‖t - t̄‖ + mean ‖t - t̄‖),   g = Σ_i f_i (x_i - m)
 *
 * @param count - How many on each side; captions with equal scores may add to them.
 * @returns Places in `rows`, ascending; all of them if there are at most twice as many as asked for. O((n + m) d).
 * @example
 * const images = { data: Float32Array.of(1, 0, 0, 1), rows: 2, cols: 2 }
 * const texts = { data: Float32Array.of(1, 0, 0.5, 0.5, 0, 1), rows: 3, cols: 2 }
 * outermostCaptions(captionFrame(images, texts), [1, 0], texts, [0, 1, 2], 1) // => [0, 2]
 */
export function outermostCaptions(
  frame: Pick<CaptionFrame, 'images' | 'mean'>,
  values: ArrayLike<number>,
  texts: Matrix,
  rows: ArrayLike<number>,
  count: number,
): number[] {
  const { images, mean } = frame
  checkShapes(images, texts, values.length)
  const places = Array.from({ length: rows.length }, (_, place) => place)
  if (rows.length <= 2 * count) return places
  const centred = centredValues(values)
  const shift = new Float64Array(images.cols)
  for (let i = 0; i < images.rows; i++) {
    const x = matrixRow(images, i)
    for (let j = 0; j < x.length; j++) shift[j] += centred[i] * x[j]
  }
  const { lengths, products } = productsOf(texts, rows, shift, mean)
  const typical = lengths.reduce((sum, length) => sum + length, 0) / lengths.length
  const keys = products.map((product, place) =>
    typical > 0 ? product / (lengths[place] + typical) : 0,
  )
  const sorted = keys.toSorted()
  const [low, high] = [sorted[count - 1], sorted[keys.length - count]]
  return places.filter((place) => keys[place] <= low || keys[place] >= high)
}

function checkShapes(images: Matrix, texts: Matrix, values: number): void {
  checkWidths(images, texts)
  if (images.rows !== values) {
    throw new RangeError(`Cannot correlate: ${values} values for ${images.rows} images`)
  }
}

function checkWidths(images: Matrix, texts: Matrix): void {
  if (images.cols !== texts.cols) {
    throw new RangeError(
      `Cannot compare captions with images: text vectors of ${texts.cols} numbers, expected ${images.cols}`,
    )
  }
}
