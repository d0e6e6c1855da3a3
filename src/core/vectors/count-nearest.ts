import type { Matrix } from './matrix.ts'
import { norm } from './vector.ts'

/**
 * Cosine of each chosen row with a vector.
 *
 *     cos(x, t) = x . t / (‖x‖ ‖t‖)
 *
 * @param x - Image embeddings as the encoder gives them, float32[n, d].
 * @param vector - Text embedding, float[d].
 * @param rows - Which rows, in the order wanted. @default all
 * @returns float64, one a row; 0 where a vector is zero. O(m d).
 * @throws RangeError if the vector is of another d.
 * @example
 * cosinesWith({ data: Float32Array.of(3, 4, 0, 2), rows: 2, cols: 2 }, [0, 5]) // => Float64Array [0.8, 1]
 */
export function cosinesWith(
  x: Matrix,
  vector: ArrayLike<number>,
  rows?: ArrayLike<number>,
): Float64Array {
  const { data, cols } = x
  if (vector.length !== cols) {
    throw new RangeError(`Cannot take cosines: a vector of ${vector.length}, expected ${cols}`)
  }
  const t = Float64Array.from(vector)
  const length = norm(t)
  const cosines = new Float64Array(rows?.length ?? x.rows)
  for (let k = 0; k < cosines.length; k++) {
    const start = (rows ? rows[k] : k) * cols
    let dot = 0
    let squares = 0
    for (let j = 0; j < cols; j++) {
      const value = data[start + j]
      dot += value * t[j]
      squares += value * value
    }
    const lengths = length * Math.sqrt(squares)
    cosines[k] = lengths > 0 ? dot / lengths : 0
  }
  return cosines
}

/**
 * Marks the k rows with the largest values, as the images nearest a caption, uint8[n]. Of equal values the earlier row
 * counts as nearer. O(n log n).
 */
export function nearestMask(values: Float64Array, k: number): Uint8Array {
  const mask = new Uint8Array(values.length)
  if (k === 0) return mask
  const threshold = values.toSorted()[values.length - k]
  let left = k
  for (let row = 0; row < values.length; row++) {
    if (values[row] <= threshold) continue
    mask[row] = 1
    left -= 1
  }
  for (let row = 0; row < values.length && left > 0; row++) {
    if (values[row] !== threshold) continue
    mask[row] = 1
    left -= 1
  }
  return mask
}

/** How many rows are marked in both of two masks. */
export function countBoth(a: Uint8Array, b: Uint8Array): number {
  let count = 0
  for (let row = 0; row < a.length; row++) count += a[row] & b[row]
  return count
}
