import type { Matrix } from './matrix.ts'

/**
 * The rows of a matrix scaled to length 1, so that the inner product of two is their cosine. Zero rows stay zero.
 *
 * @param x - float32[n, d].
 * @returns float32[n, d], a copy.
 * @example
 * unitRows({ data: Float32Array.of(3, 4), rows: 1, cols: 2 }).data // => Float32Array [0.6, 0.8]
 */
export function unitRows({ data, rows, cols }: Matrix): Matrix {
  const out = new Float32Array(rows * cols)
  for (let start = 0; start < rows * cols; start += cols) {
    let sum = 0
    for (let j = start; j < start + cols; j++) sum += data[j] * data[j]
    const scale = sum > 0 ? 1 / Math.sqrt(sum) : 0
    for (let j = start; j < start + cols; j++) out[j] = data[j] * scale
  }
  return { data: out, rows, cols }
}
