import { type PanelKernels, padTo4 } from '../svm/kernels/panels.ts'
import { panelKernels } from '../svm/kernels/wasm-panels.ts'
import type { RowSource } from '../vectors/row-source.ts'
import { gramSmoother } from './gram-smoother.ts'
import { primalSmoother } from './primal-smoother.ts'
import { type Centre, type Smoother, TARGETS_AT_ONCE } from './smoother.ts'

/** λ in units of the rows' total variance. Three times as much does about as well, a third finds real groups of large classes worse; choosing it by the data does worse. */
const PENALTY = 100

/** A ridge regression, open for one target after the other. Its memory is taken back by the next one. */
export interface Ridge extends Centre {
  /** h_i, the share that a row has in its own fitted value, float64[n]. */
  leverage: Float64Array
  /** Fits a centred target, float64[n]. */
  fit(y: Float64Array): { weights: Float64Array; fitted: Float64Array }
  /** Σ y_i loo_i of several centred targets at once: see {@link leftOutValues}. */
  statistics(targets: readonly Float64Array[]): Float64Array
}

/**
 * Ridge regression on centred rows, heavily shrunk, by its closed form.
 *
 *     v = (XᵀX + λ)⁻¹ Xᵀy = Xᵀ (XXᵀ + λ)⁻¹ y,   X = rows - mean,   λ = 100 tr(XXᵀ) / (n - 1)
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
 * weights[0] // => 0.0196078
 */
export function openRidge(
  rows: RowSource,
  form: 'gram' | 'primal' = rows.rows > rows.cols ? 'primal' : 'gram',
  kernels: PanelKernels = panelKernels,
): Ridge {
  if (rows.rows < 2) {
    throw new RangeError(`Cannot fit a ridge: ${rows.rows} rows, expected at least 2`)
  }
  const smoother = (form === 'primal' ? primalSmoother : gramSmoother)(rows, PENALTY, kernels)
  const { mean, penalty, leverage } = smoother
  return {
    mean,
    penalty,
    leverage,
    fit(y) {
      smoothTargets(smoother, [y])
      const { data, stride } = smoother.fitted
      const fitted = y.map((_, i) => data[i * stride])
      return { weights: smoother.weights(y, fitted), fitted }
    },
    statistics(targets) {
      const values = new Float64Array(targets.length)
      for (let first = 0; first < targets.length; first += TARGETS_AT_ONCE) {
        const block = targets.slice(first, first + TARGETS_AT_ONCE)
        smoothTargets(smoother, block)
        addStatistics(smoother, values.subarray(first, first + block.length))
      }
      return values
    },
  }
}

/** Smooths up to TARGETS_AT_ONCE targets. */
function smoothTargets({ targets, smooth }: Smoother, ys: readonly Float64Array[]): void {
  ys.forEach((y, k) => {
    for (let i = 0; i < y.length; i++) targets.data[i * targets.stride + k] = y[i]
  })
  smooth(padTo4(ys.length))
}

/** Adds y_i loo_i, row by row, to the sum of each smoothed target: see {@link leftOutValues}. */
function addStatistics({ leverage, targets, fitted }: Smoother, sums: Float64Array): void {
  const n = leverage.length
  for (let i = 0; i < n; i++) {
    const own = (leverage[i] * n) / (n - 1)
    const weight = 1 / (1 - leverage[i] - 1 / n)
    const at = i * targets.stride
    for (let k = 0; k < sums.length; k++) {
      const y = targets.data[at + k]
      sums[k] += weight * y * (fitted.data[at + k] - own * y)
    }
  }
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
  const values = new Float64Array(n)
  for (let i = 0; i < n; i++) {
    values[i] = (fitted[i] - (y[i] * leverage[i] * n) / (n - 1)) / (1 - leverage[i] - 1 / n)
  }
  return values
}
