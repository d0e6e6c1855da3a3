import { meanOfRows } from '../svm/kernels/mean-of-rows.ts'
import { rowSums } from '../svm/kernels/score-rows.ts'
import { type Matrix, matrixRow, takeRows } from '../vectors/matrix.ts'
import { unitRows } from '../vectors/unit-rows.ts'
import { dot } from '../vectors/vector.ts'

/** Vectors that are multiplied in one call of the kernel. */
const AT_ONCE = 256

/** Inner products of every row with each of some vectors, float64[n] each. */
export function leaningsOf(x: Matrix, vectors: readonly Float64Array[]): Float64Array[] {
  const out = vectors.map(() => new Float64Array(x.rows))
  for (let first = 0; first < vectors.length; first += AT_ONCE) {
    const some = vectors.slice(first, first + AT_ONCE)
    const mean = new Float64Array(x.cols)
    const { stride, of } = rowSums({ mean, factors: onesOf(x), weights: some })
    const sums = of(x)
    for (let row = 0; row < x.rows; row++)
      for (let k = 0; k < some.length; k++) out[first + k][row] = sums[row * stride + k + 1]
  }
  return out
}

const onesOf = ({ cols }: Matrix) => new Float64Array(cols).fill(1)

/** Length of u = (x - mean) factors, and its inner product with a vector, for some rows; float64[m] each. */
export function productsOf(
  x: Matrix,
  rows: ArrayLike<number>,
  vector: Float64Array,
  mean: Float64Array,
  factors: Float64Array = onesOf(x),
): { lengths: Float64Array; products: Float64Array } {
  const products = new Float64Array(rows.length)
  const lengths = new Float64Array(rows.length)
  const { stride, of } = rowSums({ mean, factors, weights: [vector] })
  for (let first = 0; first < rows.length; first += AT_ONCE) {
    const block = blockOfRows(x, rows, first, Math.min(AT_ONCE, rows.length - first))
    const sums = of(block)
    for (let k = 0; k < block.rows; k++) {
      lengths[first + k] = Math.sqrt(sums[k * stride])
      products[first + k] = sums[k * stride + 1]
    }
  }
  return { lengths, products }
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

export const allOf = ({ rows }: Matrix): number[] => Array.from({ length: rows }, (_, row) => row)

/** At most so many of a list, evenly spread. */
export function evenSample(list: ArrayLike<number>, most: number): number[] {
  const step = Math.max(1, list.length / most)
  return Array.from(
    { length: Math.floor(list.length / step) },
    (_, k) => list[Math.floor(k * step)],
  )
}
