import type { KernelRows } from './gram.ts'

/**
 * Kernel of rows that have lost their component along a unit direction u.
 *
 *     k'(i, j) = k(i, j) - (z_i·u) (z_j·u)
 *
 * Nothing is stored: a row is computed when asked for, O(n).
 *
 * @param kernel - Of n rows.
 * @param projections - z_i·u, float64[n].
 * @see Shawe-Taylor & Cristianini 2004, "Kernel methods for pattern analysis", section 6.2 (deflation).
 * @example
 * const gram = gramMatrix({ data: Float64Array.of(3, 4, 0, 2), rows: 2, cols: 2 })
 * deflateKernel(gram, Float64Array.of(3, 0)).row(0) // => Float32Array [16, 8]
 */
export function deflateKernel(kernel: KernelRows, projections: Float64Array): KernelRows {
  const out = new Float32Array(kernel.size)
  return {
    size: kernel.size,
    diagonal: kernel.diagonal.map((value, i) => value - projections[i] ** 2),
    row(i) {
      const source = kernel.row(i)
      const factor = projections[i]
      for (let j = 0; j < out.length; j++) out[j] = source[j] - factor * projections[j]
      return out
    },
  }
}
