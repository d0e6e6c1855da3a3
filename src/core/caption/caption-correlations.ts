import { type Matrix, matrixRow } from '../vectors/matrix.ts'
import { unitRows } from '../vectors/unit-rows.ts'
import { dot } from '../vectors/vector.ts'

/**
 * How strongly each caption goes with a value of the images: the correlation, over the images of one class, of how far an
 * image leans towards the caption with its value.
 *
 *     r(t) = corr_i( (x_i - m) · (t - t̄), f_i ),   x_i unit image vectors, m their mean, t̄ the mean caption
 *
 * With f the fitted hardness it ranks captions: positive = said of hard images, negative = of easy ones. With the loss of
 * other images it tests them. Captions of different lengths and classes compare; what all images or all captions share
 * counts for nothing. A caption or a value without variance has correlation 0.
 *
 * @param images - Raw embeddings of one class, float32[n, d].
 * @param values - Of each image, float64[n].
 * @param texts - Caption vectors, float32[m, d].
 * @param rows - Rows of the caption vectors, in the order wanted. @default all
 * @param mean - t̄, float64[d]. @default the mean of those rows
 * @returns float64, -1 to 1, one for each row asked for. O(n m d).
 * @throws RangeError if the text vectors are of another d than the images, or there is not one value an image.
 * @see Jain et al. 2023, section 3, for the ranking that this one replaces; Eyuboglu et al. 2022 (Domino) for names by
 *   differences of means.
 * @example
 * const images = { data: Float32Array.of(1, 0, 0.6, 0.8, 0, 1), rows: 3, cols: 2 }
 * const texts = { data: Float32Array.of(1, 0, 0, 1), rows: 2, cols: 2 }
 * captionCorrelations(images, [2, 1, 0], texts).map((r) => Math.round(100 * r)) // => Float64Array [99, -99]
 */
export function captionCorrelations(
  images: Matrix,
  values: ArrayLike<number>,
  texts: Matrix,
  rows: ArrayLike<number> = Array.from({ length: texts.rows }, (_, row) => row),
  mean: Float64Array = meanOfRows(texts, rows),
): Float64Array {
  checkShapes(images, texts, values.length)
  const centred = centredValues(values)
  const x = centredUnitRows(images)
  const correlations = new Float64Array(rows.length)
  // Four captions at a time, so that an image is read once for them all.
  for (let k = 0; k < rows.length; k += 4) {
    const four = [0, 1, 2, 3].map((i) =>
      centredRow(texts, rows[Math.min(k + i, rows.length - 1)], mean),
    )
    const leans = leaningsOfFour(x, four)
    for (let i = 0; i < 4 && k + i < rows.length; i++)
      correlations[k + i] = correlation(leans[i], centred)
  }
  return correlations
}

function leaningsOfFour({ data, rows, cols }: Matrix, four: readonly Float64Array[]) {
  const [a, b, c, d] = four
  const out = four.map(() => new Float64Array(rows))
  for (let row = 0, start = 0; row < rows; row++, start += cols) {
    let [sumA, sumB, sumC, sumD] = [0, 0, 0, 0]
    for (let j = 0; j < cols; j++) {
      const value = data[start + j]
      sumA += value * a[j]
      sumB += value * b[j]
      sumC += value * c[j]
      sumD += value * d[j]
    }
    out[0][row] = sumA
    out[1][row] = sumB
    out[2][row] = sumC
    out[3][row] = sumD
  }
  return out
}

/**
 * The captions that may come first or last by {@link captionCorrelations}, for sets so large that the correlations of all
 * would take long: the outermost by their covariance with the values, for their length.
 *
 *     g · (t - t̄) / ‖t - t̄‖,   g = Σ_i f_i (x_i - m)
 *
 * @param count - How many on each side; captions with equal scores may add to them.
 * @returns Places in `rows`, ascending; all of them if there are at most twice as many as asked for. O((n + m) d).
 * @example
 * const images = { data: Float32Array.of(1, 0, 0, 1), rows: 2, cols: 2 }
 * const texts = { data: Float32Array.of(1, 0, 0.5, 0.5, 0, 1), rows: 3, cols: 2 }
 * outermostCaptions(images, [1, 0], texts, [0, 1, 2], 1) // => [0, 2]
 */
export function outermostCaptions(
  images: Matrix,
  values: ArrayLike<number>,
  texts: Matrix,
  rows: ArrayLike<number>,
  count: number,
  mean: Float64Array = meanOfRows(texts, rows),
): number[] {
  checkShapes(images, texts, values.length)
  const places = Array.from({ length: rows.length }, (_, place) => place)
  if (rows.length <= 2 * count) return places
  const centred = centredValues(values)
  const x = centredUnitRows(images)
  const shift = new Float64Array(x.cols)
  for (let i = 0; i < x.data.length; i++)
    shift[i % x.cols] += centred[Math.floor(i / x.cols)] * x.data[i]
  const offset = dot(shift, mean)
  const keys = Float64Array.from(places, (place) => {
    const row = matrixRow(texts, rows[place])
    let [product, squares] = [-offset, 0]
    for (let j = 0; j < mean.length; j++) {
      const value = row[j] - mean[j]
      product += shift[j] * row[j]
      squares += value * value
    }
    return squares > 0 ? product / Math.sqrt(squares) : 0
  })
  const sorted = keys.toSorted()
  const [low, high] = [sorted[count - 1], sorted[keys.length - count]]
  return places.filter((place) => keys[place] <= low || keys[place] >= high)
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
  for (let i = 0; i < data.length; i++) data[i] -= mean[i % cols]
  return { data, rows, cols }
}

/** Mean of some rows, float64[d]. */
export function meanOfRows(x: Matrix, rows: ArrayLike<number>): Float64Array {
  const mean = new Float64Array(x.cols)
  for (let k = 0; k < rows.length; k++) {
    const row = matrixRow(x, rows[k])
    for (let j = 0; j < mean.length; j++) mean[j] += row[j]
  }
  return mean.map((sum) => sum / Math.max(1, rows.length))
}

/** One row minus a vector, float64[d]. */
export const centredRow = (x: Matrix, row: number, mean: Float64Array): Float64Array =>
  Float64Array.from(matrixRow(x, row), (value, j) => value - mean[j])

/** Values minus their mean. */
export function centredValues(values: ArrayLike<number>): Float64Array {
  const list = Float64Array.from(values)
  const mean = list.reduce((sum, value) => sum + value, 0) / Math.max(1, list.length)
  return list.map((value) => value - mean)
}

function checkShapes(images: Matrix, texts: Matrix, values: number): void {
  if (images.cols !== texts.cols) {
    throw new RangeError(
      `Cannot compare captions with images: text vectors of ${texts.cols} numbers, expected ${images.cols}`,
    )
  }
  if (images.rows !== values) {
    throw new RangeError(`Cannot correlate: ${values} values for ${images.rows} images`)
  }
}
