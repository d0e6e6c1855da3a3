import type { Matrix64 } from '../vectors/matrix.ts'

/**
 * Weights of a linear SVM from its duals.
 *
 *     w = Σ s_i dual_i z_i,   s_i = +1 if correct, else -1
 *
 * The decision value of x is w·x + bias. Runs in O(n d).
 *
 * @param z - The rows that it was fitted on, float64[n, d].
 * @param correct - 1 or 0 for each row, uint8[n].
 * @param duals - float64[n].
 * @returns float64[d].
 * @example
 * svcWeights({ data: Float64Array.of(-1, 0, 3, 4), rows: 2, cols: 2 }, Uint8Array.of(0, 1), Float64Array.of(2, 1)) // => Float64Array [5, 4]
 */
export function svcWeights(z: Matrix64, correct: Uint8Array, duals: Float64Array): Float64Array {
  return weightedSum(
    z,
    duals.map((dual, row) => (correct[row] === 1 ? dual : -dual)),
  )
}

/** Sum of rows, each times a factor, float64[d]. */
export function weightedSum(
  { data, cols }: Matrix64,
  factors: Float64Array,
  rows?: ArrayLike<number>,
): Float64Array {
  const sum = new Float64Array(cols)
  factors.forEach((factor, k) => {
    if (factor === 0) return
    const from = (rows ? rows[k] : k) * cols
    for (let col = 0; col < cols; col++) sum[col] += factor * data[from + col]
  })
  return sum
}

/**
 * Factors on C that give both sides the same total price, scikit-learn's `class_weight='balanced'`.
 *
 *     weight_t = n / (2 n_t)
 *
 * @param correct - 1 or 0 for each row of the fit, uint8[n].
 * @example
 * balancedWeights(Uint8Array.of(1, 1, 1, 0)) // => [2, 0.6666666666666666]
 */
export function balancedWeights(correct: ArrayLike<number>): [wrong: number, correct: number] {
  const n = correct.length
  let right = 0
  for (let row = 0; row < n; row++) right += correct[row] === 1 ? 1 : 0
  return [n / (2 * (n - right)), n / (2 * right)]
}
