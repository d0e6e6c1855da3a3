import type { Matrix } from '../../core/vectors/matrix.ts'
import { normalDraw, randomSource } from '../../core/vectors/random.ts'
import { unit } from '../../core/vectors/vector.ts'

/**
 * A mark of each vector that the same image has under the same encoder and hardly under another: its component, at unit
 * length, along one fixed random direction.
 */
export function vectorMarks({ data, rows, cols }: Matrix): Float32Array {
  const random = randomSource('vector marks')
  const direction = unit(Float64Array.from({ length: cols }, () => normalDraw(random)))
  return Float32Array.from({ length: rows }, (_, row) => {
    let [product, squares] = [0, 0]
    for (let col = 0; col < cols; col++) {
      const value = data[row * cols + col] ?? 0
      product += value * (direction[col] ?? 0)
      squares += value * value
    }
    return squares === 0 ? 0 : product / Math.sqrt(squares)
  })
}

/** Difference of two marks, in deviations of the marks, from which a vector counts as another one. */
const MOVED = 0.1

/** Which vectors are others than in the baseline. @returns 1 = another vector, uint8[n]. */
export function movedVectors(before: Float32Array, after: Float32Array): Uint8Array {
  const mean = before.reduce((sum, value) => sum + value, 0) / before.length
  const squares = before.reduce((sum, value) => sum + (value - mean) ** 2, 0)
  const limit = MOVED * Math.sqrt(squares / before.length)
  return Uint8Array.from(before, (mark, i) => (Math.abs((after[i] ?? 0) - mark) > limit ? 1 : 0))
}
