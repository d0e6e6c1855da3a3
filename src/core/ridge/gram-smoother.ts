import { factorUpper, invertUpper } from '../svm/kernels/factor-panel.ts'
import { CHUNK, type Panel, type PanelKernels, panelPart, panelRow } from '../svm/kernels/panels.ts'
import type { RowSource } from '../vectors/row-source.ts'
import { dot } from '../vectors/vector.ts'
import { type Centre, type Smoother, TARGETS_AT_ONCE, writeCentred } from './smoother.ts'

/**
 * For no more rows than features: H = K (K + λ)⁻¹ = 1 - λ (K + λ)⁻¹ with K = XXᵀ, and v = Xᵀ (y - f) / λ.
 * A target costs one product with H.
 */
export function gramSmoother(
  source: RowSource,
  variances: number,
  kernels: PanelKernels,
): Smoother & Centre {
  const { rows: n, cols: d } = source
  // Columns are rows here, so that both factors of XXᵀ are read along their rows.
  const [x, hat, inverse, other, targets, fitted] = kernels.panels([
    [d, n],
    [n, n],
    [n, n],
    [n, n],
    [n, TARGETS_AT_ONCE],
    [n, TARGETS_AT_ONCE],
  ])
  const centre = writeCentred(source, x, variances, true)
  const { penalty } = centre
  kernels.multiplyAdd(hat, x, x, { isTransposed: true, isUpper: true })
  for (let i = 0; i < hat.rows; i++) hat.data[i * hat.stride + i] += penalty
  factorUpper(kernels, hat)
  invertUpper(kernels, hat, inverse)
  squareUpper(kernels, inverse, other, hat)
  for (let i = 0; i < hat.rows; i++) {
    for (let j = 0; j < hat.cols; j++) hat.data[i * hat.stride + j] *= -penalty
    hat.data[i * hat.stride + i] += 1
  }
  return {
    ...centre,
    leverage: Float64Array.from({ length: n }, (_, i) => hat.data[i * hat.stride + i]),
    targets,
    fitted,
    smooth(count) {
      const [from, to] = [targets, fitted].map((panel) => panelPart(panel, undefined, [0, count]))
      fitted.data.fill(0)
      kernels.multiplyAdd(to, hat, from)
    },
    weights(y, values) {
      const duals = y.map((value, i) => (value - values[i]) / penalty)
      return Float64Array.from({ length: d }, (_, j) => dot(panelRow(x, j, n), duals))
    },
  }
}

/** out = w wᵀ of an upper w, by way of a transposed copy; terms before a row's diagonal are 0 and left out. */
function squareUpper(kernels: PanelKernels, w: Panel, transposed: Panel, out: Panel): void {
  for (let i = 0; i < w.rows; i++) {
    for (let j = i; j < w.cols; j++) {
      transposed.data[j * transposed.stride + i] = w.data[i * w.stride + j]
    }
  }
  out.data.fill(0)
  for (let term = 0; term < w.rows; term += CHUNK) {
    const last = Math.min(w.rows, term + CHUNK)
    kernels.multiplyAdd(
      panelPart(out, [0, last], [0, last]),
      panelPart(w, [0, last], [term, last]),
      panelPart(transposed, [term, last], [0, last]),
      { isUpper: true },
    )
  }
  for (let i = 0; i < out.rows; i++) {
    for (let j = 0; j < i; j++) {
      out.data[i * out.stride + j] = out.data[j * out.stride + i]
    }
  }
}
