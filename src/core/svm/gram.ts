import type { Matrix64 } from '../vectors/matrix.ts'
import { kernels as defaultKernels } from './kernels/default-kernels.ts'
import { dotRows } from './kernels/dot-rows.ts'
import type { Kernels } from './kernels/kernels.ts'
import { rowCache } from './row-cache.ts'

/** A symmetric kernel matrix, read by rows; a solver does not know whether it is stored or computed on demand. */
export interface KernelRows {
  /** Number of rows, n. */
  size: number
  /** k(i, i), unrounded, float64[n]. */
  diagonal: Float64Array
  /** k(i, ·), float32[n]; to be read before the next call, never written to. */
  row(i: number): Float32Array
}

export interface GramOptions {
  /** Bytes that a stored matrix may take; a larger one is computed by rows, on demand. @default 2 ** 30 */
  budget?: number | undefined
  /** Inner loops. @default WASM SIMD where it runs, else plain. */
  kernels?: Kernels | undefined
}

/** 1 GiB: every class of up to 16,384 examples is stored. */
const BUDGET = 2 ** 30

/**
 * Gram matrix of the rows of z, the linear kernel of an SVM.
 *
 *     k(i, j) = z_i · z_j
 *
 * Products are summed in float64 and stored as float32, which is what libsvm works on. Over the budget the matrix
 * is never formed: a row is computed when asked for and kept while there is room. O(n² d / 2) when stored.
 *
 * @param z - Rows, float64[n, d].
 * @returns Kernel rows, the same numbers to the last bit whichever way they are kept.
 * @see Chang & Lin 2011, "LIBSVM: A library for support vector machines", section 4.2 (cached kernel rows).
 * @example
 * const gram = gramMatrix({ data: Float64Array.of(3, 4, 0, 2), rows: 2, cols: 2 })
 * gram.row(1) // => Float32Array [8, 4]
 */
export function gramMatrix(z: Matrix64, options: GramOptions = {}): KernelRows {
  const { budget = BUDGET, kernels = defaultKernels } = options
  const n = z.rows
  const diagonal = new Float64Array(n)
  if (4 * n * n > budget) {
    for (let i = 0; i < n; i++) diagonal[i] = dotRows(z, i, i)
    return { size: n, diagonal, row: rowCache(n, budget, kernels.products(z)) }
  }
  const data = new Float32Array(n * n)
  kernels.gram(z, data, diagonal)
  return storedKernel(data, diagonal)
}

/**
 * Kernel of a subset of rows, of a fold say, in the order given: a copy of the chosen rows and columns.
 *
 * @param budget - Bytes that the copy may take; a larger one is gathered by rows, on demand.
 */
export function subKernel(
  kernel: KernelRows,
  rows: ArrayLike<number>,
  budget: number = BUDGET,
): KernelRows {
  const m = rows.length
  const chosen = Int32Array.from(rows)
  const diagonal = Float64Array.from(chosen, (row) => kernel.diagonal[row])
  const gather = (i: number, out: Float32Array): void => {
    const source = kernel.row(chosen[i])
    for (let j = 0; j < m; j++) out[j] = source[chosen[j]]
  }
  if (4 * m * m > budget) return { size: m, diagonal, row: rowCache(m, 8 * m, gather) }
  const data = new Float32Array(m * m)
  for (let i = 0; i < m; i++) gather(i, data.subarray(i * m, (i + 1) * m))
  return storedKernel(data, diagonal)
}

/** Kernel rows over a matrix that is stored already, float32[n, n]. */
function storedKernel(data: Float32Array, diagonal: Float64Array): KernelRows {
  const n = diagonal.length
  const rows = Array.from({ length: n }, (_, i) => data.subarray(i * n, (i + 1) * n))
  return { size: n, diagonal, row: (i) => rows[i] }
}
