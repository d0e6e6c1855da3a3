import type { Matrix } from './matrix.ts'

/**
 * Rows with the greatest inner product with a vector, best first; with unit rows and a unit vector, the nearest by
 * cosine. One pass, O(n·d + n·k).
 *
 * @param x - float32[n, d].
 * @param query - float32[d] or float64[d].
 * @param count - k, rows wanted.
 * @returns `rows` int32[min(k, n)] and `products` float64 of the same length. Ties go to the lower row.
 * @throws RangeError if the vector is of another d.
 * @example
 * const x = { data: Float32Array.of(1, 0, 0, 1, 0.6, 0.8), rows: 3, cols: 2 }
 * nearestRows(x, [0, 1], 2).rows // => Int32Array [1, 2]
 */
export function nearestRows(
  { data, rows, cols }: Matrix,
  query: ArrayLike<number>,
  count: number,
): { rows: Int32Array; products: Float64Array } {
  if (query.length !== cols) {
    throw new RangeError(`query of ${query.length} numbers, expected ${cols}`)
  }
  const k = Math.min(count, rows)
  const best = new Int32Array(k)
  const products = new Float64Array(k).fill(Number.NEGATIVE_INFINITY)
  let filled = 0
  for (let row = 0; row < rows; row++) {
    let product = 0
    for (let j = 0, at = row * cols; j < cols; j++, at++) product += data[at] * query[j]
    if (filled === k && product <= products[k - 1]) continue
    let place = filled < k ? filled++ : k - 1
    for (; place > 0 && products[place - 1] < product; place--) {
      products[place] = products[place - 1]
      best[place] = best[place - 1]
    }
    products[place] = product
    best[place] = row
  }
  return { rows: best, products }
}
