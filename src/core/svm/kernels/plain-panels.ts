import { CHUNK, type Panel, type PanelKernels, padTo4, strideOf } from './panels.ts'

/** Dense algebra in plain TypeScript: the reference, and the fallback where WASM SIMD is missing. */
export const plainPanels: PanelKernels = { panels, multiplyAdd, factorRows, invertRows }

function panels(shapes: readonly (readonly [number, number])[]): Panel[] {
  return shapes.map(([rows, cols]) => {
    const stride = strideOf(cols)
    const padded = padTo4(rows)
    return { data: new Float64Array(padded * stride), rows: padded, cols: padTo4(cols), stride }
  })
}

function multiplyAdd(
  out: Panel,
  a: Panel,
  b: Panel,
  {
    isTransposed = false,
    factor = 1,
    isUpper = false,
  }: Parameters<PanelKernels['multiplyAdd']>[3] = {},
): void {
  const [stepI, stepK] = isTransposed ? [1, a.stride] : [a.stride, 1]
  for (let first = 0; first < b.rows; first += CHUNK) {
    const last = Math.min(b.rows, first + CHUNK)
    for (let i = 0; i < out.rows; i++) {
      for (let j = isUpper ? i - (i % 4) : 0; j < out.cols; j++) {
        let sum = 0
        for (let k = first; k < last; k++) {
          sum += a.data[i * stepI + k * stepK] * b.data[k * b.stride + j]
        }
        out.data[i * out.stride + j] += sum * factor
      }
    }
  }
}

function factorRows({ data, cols, stride }: Panel, first: number, last: number): void {
  for (let i = first; i < last; i++) {
    for (let k = first; k < i; k++) {
      const factor = data[k * stride + i]
      for (let j = i - (i % 2); j < cols; j++) data[i * stride + j] -= data[k * stride + j] * factor
    }
    const pivot = Math.sqrt(data[i * stride + i])
    for (let j = i; j < cols; j++) data[i * stride + j] /= pivot
  }
}

function invertRows(u: Panel, w: Panel, first: number, last: number): void {
  const { data, cols, stride } = w
  for (let i = last - 1; i >= first; i--) {
    for (let k = i + 1; k < last; k++) {
      const factor = u.data[i * u.stride + k]
      for (let j = k - (k % 2); j < cols; j++) data[i * stride + j] -= data[k * stride + j] * factor
    }
    for (let j = i; j < cols; j++) data[i * stride + j] /= u.data[i * u.stride + i]
  }
}
