import type { PanelKernels } from '../svm/kernels/panels.ts'
import { panelKernels } from '../svm/kernels/wasm-panels.ts'
import type { RowSource } from '../vectors/row-source.ts'
import { gramRidge } from './gram-ridge.ts'
import type { Ridge } from './open-ridge.ts'
import { primalRidge } from './primal-ridge.ts'

/** λ in units of the rows' total variance. Anything from a third of it up does about as well; choosing it by the data does worse. */
const PENALTY = 30

/**
 * Ridge regression on centred rows, heavily shrunk, by its closed form.
 *
 *     v = (XᵀX + λ)⁻¹ Xᵀy = Xᵀ (XXᵀ + λ)⁻¹ y,   X = rows - mean,   λ = 30 tr(XXᵀ) / (n - 1)
 *
 * Whichever of the two matrices is smaller is factored: O(n d min(n, d) + min(n, d)³). Memory: n d + 2 min(n, d)² numbers.
 *
 * @param rows - At least two.
 * @param form - Which of the two forms; both give the same. @default the cheaper one
 * @throws RangeError with fewer than two rows.
 * @see Hoerl & Kennard 1970, "Ridge regression: biased estimation for nonorthogonal problems"; Saunders, Gammerman & Vovk
 *   1998, "Ridge regression learning algorithm in dual variables".
 * @example
 * const rows = { rows: 3, cols: 1, write: (row, out) => { out[0] = row } }
 * const { weights } = openRidge(rows).fit(Float64Array.of(-1, 0, 1))
 * weights[0] // => 0.0625
 */
export function openRidge(
  rows: RowSource,
  form: 'gram' | 'primal' = rows.rows > rows.cols ? 'primal' : 'gram',
  kernels: PanelKernels = panelKernels,
): Ridge {
  if (rows.rows < 2) {
    throw new RangeError(`Cannot fit a ridge: ${rows.rows} rows, expected at least 2`)
  }
  return form === 'primal' ? primalRidge(rows, PENALTY, kernels) : gramRidge(rows, PENALTY, kernels)
}

/**
 * Score of every row by the fit without that row, exactly and without refitting, less that fit's mean.
 *
 *     loo_i = (f_i - y_i h_i n / (n - 1)) / (1 - h_i - 1 / n)
 *
 * @param y - Centred target, float64[n].
 * @param fitted - f, float64[n].
 * @param leverage - h, float64[n].
 * @returns v₋ᵢ · (x_i - mean₋ᵢ), float64[n]; the penalty stays that of all rows.
 * @see Golub, Heath & Wahba 1979, "Generalized cross-validation as a method for choosing a good ridge parameter",
 *   section 2, here with an intercept that is not penalized.
 * @example
 * leftOutValues([-1, 1], [-0.1, 0.1], [0.1, 0.1]) // => Float64Array [0.25, -0.25]
 */
export function leftOutValues(
  y: ArrayLike<number>,
  fitted: ArrayLike<number>,
  leverage: ArrayLike<number>,
): Float64Array {
  const n = y.length
  return Float64Array.from(
    { length: n },
    (_, i) => (fitted[i] - (y[i] * leverage[i] * n) / (n - 1)) / (1 - leverage[i] - 1 / n),
  )
}
