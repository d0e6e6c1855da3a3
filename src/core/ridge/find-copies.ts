import { type PanelKernels, panelPart, panelRow } from '../svm/kernels/panels.ts'
import { panelKernels } from '../svm/kernels/wasm-panels.ts'
import { allRows, type RowSource } from '../vectors/row-source.ts'
import { addScaled, dot, norm } from '../vectors/vector.ts'

/** Rows that are few enough to be held, and compared one by one. */
const FEW = 1000
/** Rows whose span is used to look for near rows. */
const PIVOTS = 32
/** Rows that are compared with all earlier ones by one product. */
const BLOCK = 64
/** Terms of a squared distance between two looks at it. */
const TERMS = 16
/** On squared distances from products. */
const ROUNDING = 1e-9

/**
 * For each unit row the first earlier row that it is a copy of, or itself. A copy is a copy of an original and not of a
 * chain of neighbours: in a space of few dimensions a chain would run through everything.
 *
 * Many rows are compared along a few orthogonal directions first, in which they cannot be farther apart than they are: of
 * n²/2 pairs nearly all are told apart by a few numbers. Rows of zeros are copies of each other.
 *
 * @param source - Unit rows, float64[n, d].
 * @param least - Least cosine of a copy. @default 0.99
 * @returns Row number of each row's original, int32[n].
 * @example
 * const rows = [[1, 0], [0, 1], [1, 0]]
 * findCopies({ rows: 3, cols: 2, write: (row, out) => out.set(rows[row]) }) // => Int32Array [0, 1, 0]
 */
export function findCopies(
  source: RowSource,
  least = 0.99,
  kernels: PanelKernels = panelKernels,
): Int32Array {
  const { rows: n, cols: d } = source
  const radius = 2 - 2 * least
  const original = Int32Array.from({ length: n }, (_, row) => row)
  if (n <= FEW) {
    const { data } = allRows(source)
    const rows = Array.from({ length: n }, (_, row) => data.subarray(row * d, (row + 1) * d))
    for (let i = 0; i < n; i++) {
      for (let j = 0; j < i && original[i] === i; j++) {
        if (original[j] === j && areWithin(radius, rows[i], rows[j])) original[i] = j
      }
    }
    return original
  }
  const axes = pivotAxes(source)
  const [axisColumns, block, ownCoordinates, coordinates, products] = kernels.panels([
    [d, axes.length],
    [BLOCK, d],
    [BLOCK, axes.length],
    [axes.length, n],
    [BLOCK, n],
  ])
  axes.forEach((axis, c) => {
    for (let col = 0; col < d; col++) axisColumns.data[col * axisColumns.stride + c] = axis[col]
  })
  const squares = new Float64Array(n)
  for (let first = 0; first < n; first += BLOCK) {
    const count = Math.min(BLOCK, n - first)
    for (let i = 0; i < count; i++) source.write(first + i, panelRow(block, i, d))
    ownCoordinates.data.fill(0)
    kernels.multiplyAdd(ownCoordinates, block, axisColumns)
    for (let i = 0; i < count; i++) {
      panelRow(ownCoordinates, i, axes.length).forEach((value, c) => {
        coordinates.data[c * coordinates.stride + first + i] = value
        squares[first + i] += value * value
      })
    }
  }
  const own = new Float64Array(d)
  const other = new Float64Array(d)
  for (let first = 0; first < n; first += BLOCK) {
    const last = Math.min(coordinates.cols, first + BLOCK)
    const shared = panelPart(products, [0, last - first], [0, last])
    products.data.fill(0)
    kernels.multiplyAdd(
      shared,
      panelPart(coordinates, undefined, [first, last]),
      panelPart(coordinates, undefined, [0, last]),
      { isTransposed: true },
    )
    for (let i = first; i < Math.min(n, last); i++) {
      const start = (i - first) * shared.stride
      const most = (squares[i] - radius - ROUNDING) / 2
      for (let j = 0; j < i && original[i] === i; j++) {
        if (shared.data[start + j] < most + squares[j] / 2 || original[j] !== j) continue
        source.write(i, own)
        source.write(j, other)
        if (areWithin(radius, own, other)) original[i] = j
      }
    }
  }
  return original
}

/** Orthogonal unit vectors in the span of a few rows. */
function pivotAxes(source: RowSource): Float64Array[] {
  const { rows: n, cols: d } = source
  const axes: Float64Array[] = []
  for (let k = 0; k < Math.min(PIVOTS, d); k++) {
    const axis = new Float64Array(d)
    source.write(Math.floor((k * n) / PIVOTS), axis)
    for (const earlier of axes) addScaled(axis, earlier, -dot(axis, earlier))
    const length = norm(axis)
    if (length > 1e-3) axes.push(axis.map((value) => value / length))
  }
  return axes
}

/** Whether a squared distance is at most this; most are known to be larger from the first few terms. */
function areWithin(radius: number, a: Float64Array, b: Float64Array): boolean {
  let sum = 0
  for (let k = 0; k < a.length && sum <= radius; ) {
    const end = Math.min(a.length, k + TERMS)
    for (; k < end; k++) sum += (a[k] - b[k]) ** 2
  }
  return sum <= radius
}
