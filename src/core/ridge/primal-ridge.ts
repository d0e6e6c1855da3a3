import { factorUpper, invertUpper } from '../svm/kernels/factor-panel.ts'
import { CHUNK, type Panel, type PanelKernels, panelPart, panelRow } from '../svm/kernels/panels.ts'
import type { RowSource } from '../vectors/row-source.ts'
import { dot } from '../vectors/vector.ts'
import { type Ridge, TARGETS_AT_ONCE } from './open-ridge.ts'

/**
 * The ridge for more rows than features. With XᵀX + λ = UᵀU and rows x̃ = x U⁻¹, in place,
 * h_i = |x̃_i|², v = U⁻¹ X̃ᵀy, f = X̃ X̃ᵀy; a target costs two products with X̃.
 */
export function primalRidge(source: RowSource, penalty: number, kernels: PanelKernels): Ridge {
  const { rows: n, cols: d } = source
  const [x, squares, inverse, part, targets, sums] = kernels.panels([
    [n, d],
    [d, d],
    [d, d],
    [CHUNK, d],
    [n, 2 * TARGETS_AT_ONCE],
    [d, 2 * TARGETS_AT_ONCE],
  ])
  // From the first row on: a feature that does not vary is then exactly 0.
  const first = new Float64Array(d)
  source.write(0, first)
  const shift = new Float64Array(d)
  for (let i = 0; i < n; i++) {
    const row = panelRow(x, i, d)
    source.write(i, row)
    for (let j = 0; j < d; j++) shift[j] += row[j] - first[j]
  }
  const mean = first.map((value, j) => value + shift[j] / n)
  let trace = 0
  for (let i = 0; i < n; i++) {
    const row = panelRow(x, i, d)
    for (let j = 0; j < d; j++) {
      row[j] -= mean[j]
      trace += row[j] * row[j]
    }
  }
  // Rows that are all the same tell nothing apart: any penalty leaves every weight at 0.
  const lambda = (penalty * trace) / (n - 1) || 1
  kernels.multiplyAdd(squares, x, x, { isTransposed: true, isUpper: true })
  for (let j = 0; j < squares.rows; j++) squares.data[j * squares.stride + j] += lambda
  factorUpper(kernels, squares)
  invertUpper(kernels, squares, inverse)
  multiplyUpperInPlace(kernels, x, inverse, part)
  const leverage = Float64Array.from({ length: n }, (_, i) =>
    panelRow(x, i, d).reduce((sum, value) => sum + value * value, 0),
  )
  const weight = leverage.map((h) => 1 / (1 - h - 1 / n))
  return {
    mean,
    penalty: lambda,
    leverage,
    fit(y) {
      const factors = new Float64Array(d)
      for (let i = 0; i < n; i++) {
        const row = panelRow(x, i, d)
        for (let j = 0; j < d; j++) factors[j] += y[i] * row[j]
      }
      const weights = Float64Array.from(factors, (_, j) => dot(panelRow(inverse, j, d), factors))
      const fitted = Float64Array.from(y, (_, i) => dot(panelRow(x, i, d), factors))
      return { weights, fitted }
    },
    statistics(ys) {
      const values = new Float64Array(ys.length)
      for (let first = 0; first < ys.length; first += TARGETS_AT_ONCE) {
        const block = ys.slice(first, first + TARGETS_AT_ONCE)
        sums.data.fill(0)
        const own = new Float64Array(block.length)
        block.forEach((y, k) => {
          for (let i = 0; i < n; i++) {
            const at = i * targets.stride + k
            targets.data[at] = y[i]
            targets.data[at + TARGETS_AT_ONCE] = weight[i] * y[i]
            own[k] += weight[i] * leverage[i] * y[i] * y[i]
          }
        })
        kernels.multiplyAdd(sums, x, targets, { isTransposed: true })
        for (let k = 0; k < block.length; k++) {
          let product = 0
          for (let j = 0; j < d; j++) {
            const at = j * sums.stride + k
            product += sums.data[at] * sums.data[at + TARGETS_AT_ONCE]
          }
          values[first + k] = product - (own[k] * n) / (n - 1)
        }
      }
      return values
    },
  }
}

/** x becomes x w, some rows at a time; w is upper, so that early terms reach all columns and late ones only late columns. */
function multiplyUpperInPlace(kernels: PanelKernels, x: Panel, w: Panel, part: Panel): void {
  for (let first = 0; first < x.rows; first += CHUNK) {
    const rows = [first, Math.min(x.rows, first + CHUNK)] as const
    part.data.fill(0)
    for (let term = 0; term < w.rows; term += CHUNK) {
      const terms = [term, Math.min(w.rows, term + CHUNK)] as const
      kernels.multiplyAdd(
        panelPart(part, [0, rows[1] - first], [term, w.cols]),
        panelPart(x, rows, terms),
        panelPart(w, terms, [term, w.cols]),
      )
    }
    for (let row = first; row < rows[1]; row++) {
      panelRow(x, row, x.cols).set(panelRow(part, row - first, x.cols))
    }
  }
}
