import { factorUpper, invertUpper } from '../svm/kernels/factor-panel.ts'
import { CHUNK, type Panel, type PanelKernels, panelPart, panelRow } from '../svm/kernels/panels.ts'
import type { RowSource } from '../vectors/row-source.ts'
import { dot } from '../vectors/vector.ts'
import { type Ridge, TARGETS_AT_ONCE } from './open-ridge.ts'

/**
 * The ridge for no more rows than features. With K = XXᵀ, H = K (K + λ)⁻¹ = 1 - λ (K + λ)⁻¹:
 * h_i = H_ii, f = H y, v = Xᵀ (y - f) / λ; a target costs one product with H.
 */
export function gramRidge(source: RowSource, penalty: number, kernels: PanelKernels): Ridge {
  const { rows: n, cols: d } = source
  // Columns are rows here, so that both factors of XXᵀ are read along their rows.
  const [x, hat, inverse, other, targets, products] = kernels.panels([
    [d, n],
    [n, n],
    [n, n],
    [n, n],
    [n, TARGETS_AT_ONCE],
    [n, TARGETS_AT_ONCE],
  ])
  const row = new Float64Array(d)
  for (let i = 0; i < n; i++) {
    source.write(i, row)
    for (let j = 0; j < d; j++) x.data[j * x.stride + i] = row[j]
  }
  let trace = 0
  const mean = Float64Array.from({ length: d }, (_, j) => {
    const feature = panelRow(x, j, n)
    // From the first row on: a feature that does not vary is then exactly 0.
    const centre = feature.reduce((sum, value) => sum + (value - feature[0]), 0) / n + feature[0]
    for (let i = 0; i < n; i++) {
      feature[i] -= centre
      trace += feature[i] * feature[i]
    }
    return centre
  })
  const lambda = (penalty * trace) / (n - 1) || 1
  kernels.multiplyAdd(hat, x, x, { isTransposed: true, isUpper: true })
  for (let i = 0; i < hat.rows; i++) hat.data[i * hat.stride + i] += lambda
  factorUpper(kernels, hat)
  invertUpper(kernels, hat, inverse)
  squareUpper(kernels, inverse, other, hat)
  for (let i = 0; i < hat.rows; i++) {
    for (let j = 0; j < hat.cols; j++) hat.data[i * hat.stride + j] *= -lambda
    hat.data[i * hat.stride + i] += 1
  }
  const leverage = Float64Array.from({ length: n }, (_, i) => hat.data[i * hat.stride + i])
  const weight = leverage.map((h) => 1 / (1 - h - 1 / n))
  return {
    mean,
    penalty: lambda,
    leverage,
    fit(y) {
      const fitted = Float64Array.from(y, (_, i) => dot(panelRow(hat, i, n), y))
      const duals = y.map((value, i) => (value - fitted[i]) / lambda)
      const weights = Float64Array.from({ length: d }, (_, j) => dot(panelRow(x, j, n), duals))
      return { weights, fitted }
    },
    statistics(ys) {
      const values = new Float64Array(ys.length)
      for (let first = 0; first < ys.length; first += TARGETS_AT_ONCE) {
        const block = ys.slice(first, first + TARGETS_AT_ONCE)
        block.forEach((y, k) => {
          for (let i = 0; i < n; i++) targets.data[i * targets.stride + k] = y[i]
        })
        products.data.fill(0)
        kernels.multiplyAdd(products, hat, targets)
        block.forEach((y, k) => {
          let sum = 0
          for (let i = 0; i < n; i++) {
            const own = (leverage[i] * y[i] * n) / (n - 1)
            sum += weight[i] * y[i] * (products.data[i * products.stride + k] - own)
          }
          values[first + k] = sum
        })
      }
      return values
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
