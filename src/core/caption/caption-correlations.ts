import { meanOfRows } from '../svm/kernels/mean-of-rows.ts'
import { rowSums } from '../svm/kernels/score-rows.ts'
import { type Matrix, matrixRow, takeRows } from '../vectors/matrix.ts'
import { unitRows } from '../vectors/unit-rows.ts'
import { centredValues, dot } from '../vectors/vector.ts'

/** Captions that tell how much leanings vary in a set, drawn evenly from a larger one. */
const SAMPLED = 32

/** Vectors that are multiplied in one call of the kernel. */
const AT_ONCE = 256

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

/** At most so many of a list, evenly spread. */
export function evenSample(list: ArrayLike<number>, most: number): number[] {
  const step = Math.max(1, list.length / most)
  return Array.from(
    { length: Math.floor(list.length / step) },
    (_, k) => list[Math.floor(k * step)],
  )
}

/** Of values of mean 0. */
const deviationOf = (values: Float64Array): number =>
  Math.sqrt(dot(values, values) / Math.max(1, values.length))

const allOf = ({ rows }: Matrix): number[] => Array.from({ length: rows }, (_, row) => row)

/** Inner products of every row with each of some vectors, float64[n] each. */
function leaningsOf(x: Matrix, vectors: readonly Float64Array[]): Float64Array[] {
  const out = vectors.map(() => new Float64Array(x.rows))
  for (let first = 0; first < vectors.length; first += AT_ONCE) {
    const some = vectors.slice(first, first + AT_ONCE)
    const { stride, of } = rowSums({ ...plain(x.cols), weights: some })
    const sums = of(x)
    for (let row = 0; row < x.rows; row++)
      for (let k = 0; k < some.length; k++) out[first + k][row] = sums[row * stride + k + 1]
  }
  return out
}

const plain = (cols: number) => ({
  mean: new Float64Array(cols),
  factors: new Float64Array(cols).fill(1),
})

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
  const products = new Float64Array(rows.length)
  const lengths = new Float64Array(rows.length)
  const { stride, of } = rowSums({ ...plain(texts.cols), mean, weights: [shift] })
  for (let first = 0; first < rows.length; first += AT_ONCE) {
    const block = blockOfRows(texts, rows, first, Math.min(AT_ONCE, rows.length - first))
    const sums = of(block)
    for (let k = 0; k < block.rows; k++) {
      lengths[first + k] = Math.sqrt(sums[k * stride])
      products[first + k] = sums[k * stride + 1]
    }
  }
  const typical = lengths.reduce((sum, length) => sum + length, 0) / lengths.length
  const keys = products.map((product, place) =>
    typical > 0 ? product / (lengths[place] + typical) : 0,
  )
  const sorted = keys.toSorted()
  const [low, high] = [sorted[count - 1], sorted[keys.length - count]]
  return places.filter((place) => keys[place] <= low || keys[place] >= high)
}

/** Some of the rows of a list, a view of them where they follow each other. */
function blockOfRows(
  { data, cols }: Matrix,
  list: ArrayLike<number>,
  first: number,
  rows: number,
): Matrix {
  const places = Array.from({ length: rows }, (_, k) => list[first + k])
  if (places.every((row, k) => row === places[0] + k)) {
    return { data: data.subarray(places[0] * cols, (places[0] + rows) * cols), rows, cols }
  }
  return takeRows({ data, rows, cols }, places)
}

/** Pearson's correlation of two lists of mean 0; 0 where one has no variance. */
export function correlation(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const size = Math.sqrt(dot(a, a) * dot(b, b))
  return size > 0 ? dot(a, b) / size : 0
}

/** Inner product of a vector with every row, float64[n]. */
export function leanings({ data, rows, cols }: Matrix, vector: Float64Array): Float64Array {
  const out = new Float64Array(rows)
  for (let row = 0, start = 0; row < rows; row++, start += cols) {
    // Two sums, over even and odd features, so that one addition need not wait for the other.
    let [even, odd] = [0, 0]
    let j = 0
    for (; j + 1 < cols; j += 2) {
      even += data[start + j] * vector[j]
      odd += data[start + j + 1] * vector[j + 1]
    }
    if (j < cols) even += data[start + j] * vector[j]
    out[row] = even + odd
  }
  return out
}

/** The rows at length 1, minus their mean: their inner products with any vector have mean 0. */
export function centredUnitRows(images: Matrix): Matrix {
  const { data, rows, cols } = unitRows(images)
  const mean = meanOfRows(
    { data, rows, cols },
    Array.from({ length: rows }, (_, row) => row),
  )
  for (let start = 0; start < data.length; start += cols)
    for (let j = 0; j < cols; j++) data[start + j] -= mean[j]
  return { data, rows, cols }
}

/** One row minus a vector, float64[d]. */
export function centredRow(x: Matrix, row: number, mean: Float64Array): Float64Array {
  const centred = Float64Array.from(matrixRow(x, row))
  for (let j = 0; j < centred.length; j++) centred[j] -= mean[j]
  return centred
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
