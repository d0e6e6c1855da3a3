/**
 * A block of a float64 matrix: value (r, c) stands at `data[r * stride + c]`. Rows and columns are multiples of 4; what
 * lies beyond the numbers it holds is zero.
 */
export interface Panel {
  data: Float64Array
  rows: number
  cols: number
  stride: number
}

/** How two panels are multiplied. */
export interface ProductOptions {
  /** Takes the columns of the first panel as its rows. @default false */
  isTransposed?: boolean
  /** On the product. @default 1 */
  factor?: number
  /** Leaves out blocks of the result below its diagonal. @default false */
  isUpper?: boolean
}

/**
 * The inner loops of dense float64 algebra, with a plain and a WASM SIMD twin that agree to the last bit. Sums run in
 * ascending order, 64 terms at a time.
 */
export interface PanelKernels {
  /** Zeroed panels of at least the given rows and columns; the next call takes them back. */
  panels(shapes: readonly (readonly [rows: number, cols: number])[]): Panel[]
  /** out += factor a b, or factor aᵀ b. */
  multiplyAdd(out: Panel, a: Panel, b: Panel, options?: ProductOptions): void
  /** Rows first to last - 1 of the upper Cholesky factor in place, after the rows above were taken off. */
  factorRows(a: Panel, first: number, last: number): void
  /** Rows first to last - 1 of u⁻¹ in w, after the rows below were taken off. */
  invertRows(u: Panel, w: Panel, first: number, last: number): void
}

/** Terms that are summed before a sum is written back. */
export const CHUNK = 64

/** Part of a panel: rows and columns from the given ones on, up to multiples of 4. */
export function panelPart(
  { data, rows, cols, stride }: Panel,
  [firstRow, lastRow]: readonly [number, number] = [0, rows],
  [firstCol, lastCol]: readonly [number, number] = [0, cols],
): Panel {
  return {
    data: data.subarray(firstRow * stride + firstCol),
    rows: lastRow - firstRow,
    cols: lastCol - firstCol,
    stride,
  }
}

/** The first numbers of a row, as a view. */
export function panelRow({ data, stride }: Panel, row: number, length: number): Float64Array {
  return data.subarray(row * stride, row * stride + length)
}

/**
 * Numbers from one row to the next. Not a power of two: rows of 512 numbers would all fall on the same few lines of the
 * first-level cache.
 */
export function strideOf(cols: number): number {
  return padTo4(cols) + 8
}

export function padTo4(size: number): number {
  return 4 * Math.ceil(size / 4)
}
