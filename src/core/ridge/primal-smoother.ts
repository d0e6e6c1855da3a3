import { factorUpper, invertUpper } from '../svm/kernels/factor-panel.ts'
import { CHUNK, type Panel, type PanelKernels, panelPart, panelRow } from '../svm/kernels/panels.ts'
import type { RowSource } from '../vectors/row-source.ts'
import { dot } from '../vectors/vector.ts'
import { type Centre, type Smoother, TARGETS_AT_ONCE, writeCentred } from './smoother.ts'

/**
 * For more rows than features: with XᵀX + λ = UᵀU and rows x̃ = x U⁻¹, in place, H = X̃ X̃ᵀ and v = U⁻¹ X̃ᵀy.
 * A target costs two products with X̃.
 */
export function primalSmoother(
  source: RowSource,
  variances: number,
  kernels: PanelKernels,
): Smoother & Centre {
  const { rows: n, cols: d } = source
  const [x, squares, inverse, part, targets, sums, fitted] = kernels.panels([
    [n, d],
    [d, d],
    [d, d],
    [CHUNK, d],
    [n, TARGETS_AT_ONCE],
    [d, TARGETS_AT_ONCE],
    [n, TARGETS_AT_ONCE],
  ])
  const centre = writeCentred(source, x, variances)
  kernels.multiplyAdd(squares, x, x, { isTransposed: true, isUpper: true })
  for (let j = 0; j < squares.rows; j++) squares.data[j * squares.stride + j] += centre.penalty
  factorUpper(kernels, squares)
  invertUpper(kernels, squares, inverse)
  multiplyUpperInPlace(kernels, x, inverse, part)
  return {
    ...centre,
    leverage: Float64Array.from({ length: n }, (_, i) => dot(panelRow(x, i, d), panelRow(x, i, d))),
    targets,
    fitted,
    smooth(count) {
      const [from, over, to] = [targets, sums, fitted].map((panel) =>
        panelPart(panel, undefined, [0, count]),
      )
      sums.data.fill(0)
      fitted.data.fill(0)
      kernels.multiplyAdd(over, x, from, { isTransposed: true })
      kernels.multiplyAdd(to, x, over)
    },
    weights(y) {
      const factors = new Float64Array(d)
      for (let i = 0; i < n; i++) {
        const row = panelRow(x, i, d)
        for (let j = 0; j < d; j++) factors[j] += y[i] * row[j]
      }
      return Float64Array.from(factors, (_, j) => dot(panelRow(inverse, j, d), factors))
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
