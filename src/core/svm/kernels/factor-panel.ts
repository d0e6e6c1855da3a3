import { type Panel, type PanelKernels, panelPart } from './panels.ts'

/** Rows that are factored one by one before the rest is taken off by one product. */
const BLOCK = 32

/**
 * Upper Cholesky factor U of a symmetric positive definite matrix A = UᵀU, in place; below the diagonal stays what it
 * was. O(n³ / 3), by rows of blocks.
 *
 * @param n - Numbers that count; the padding of the panel must be the unit matrix.
 * @see Golub & Van Loan 2013, "Matrix Computations", section 4.2.
 */
export function factorUpper(kernels: PanelKernels, a: Panel): void {
  for (let first = 0; first < a.rows; first += BLOCK) {
    const last = Math.min(a.rows, first + BLOCK)
    if (first > 0) {
      const above = [0, first] as const
      kernels.multiplyAdd(
        panelPart(a, [first, last], [first, a.cols]),
        panelPart(a, above, [first, last]),
        panelPart(a, above, [first, a.cols]),
        { isTransposed: true, factor: -1 },
      )
    }
    kernels.factorRows(a, first, last)
  }
}

/** Inverse of an upper factor, into a panel of zeros. O(n³ / 3), by rows of blocks from the last one up. */
export function invertUpper(kernels: PanelKernels, u: Panel, w: Panel): void {
  for (let i = 0; i < w.rows; i++) w.data[i * w.stride + i] = 1
  const starts = Array.from({ length: Math.ceil(u.rows / BLOCK) }, (_, block) => block * BLOCK)
  for (const first of starts.reverse()) {
    const last = Math.min(u.rows, first + BLOCK)
    // Rows of the inverse start at their diagonal, so blocks left of it add nothing.
    for (let left = last; left < u.rows; left += 2 * BLOCK) {
      const right = Math.min(u.rows, left + 2 * BLOCK)
      kernels.multiplyAdd(
        panelPart(w, [first, last], [left, w.cols]),
        panelPart(u, [first, last], [left, right]),
        panelPart(w, [left, right], [left, w.cols]),
        { factor: -1 },
      )
    }
    kernels.invertRows(u, w, first, last)
  }
}
