import { type Panel, type PanelKernels, padTo4, strideOf } from './panels.ts'
import { plainPanels } from './plain-panels.ts'
import { fastest, startWasm, type WasmMemory } from './wasm-memory.ts'

/** A memory that had to grow beyond this is given up after use: 64 MiB. */
const KEPT_BYTES = 2 ** 26

/** Dense algebra in WASM SIMD, over one memory that is laid out anew for every set of panels. */
export function createWasmPanels(): PanelKernels {
  let wasm: WasmMemory = startWasm()
  return {
    panels: (shapes) => {
      if (wasm.buffer().byteLength > KEPT_BYTES) wasm = startWasm()
      const sizes = shapes.map(([rows, cols]) => 8 * padTo4(rows) * strideOf(cols))
      const addresses = wasm.reserve(sizes)
      return shapes.map(([rows, cols], k): Panel => {
        const data = new Float64Array(wasm.buffer(), addresses[k], sizes[k] / 8)
        return { data, rows: padTo4(rows), cols: padTo4(cols), stride: strideOf(cols) }
      })
    },
    multiplyAdd: (out, a, b, { isTransposed = false, factor = 1, isUpper = false } = {}) => {
      const [stepI, stepK] = isTransposed ? [8, 8 * a.stride] : [8 * a.stride, 8]
      wasm.exports.multiplyAdd(
        a.data.byteOffset,
        stepI,
        stepK,
        b.data.byteOffset,
        8 * b.stride,
        out.data.byteOffset,
        8 * out.stride,
        out.rows,
        out.cols,
        b.rows,
        factor,
        isUpper ? 1 : 0,
      )
    },
    factorRows: ({ data, cols, stride }, first, last) =>
      wasm.exports.factorRows(data.byteOffset, 8 * stride, first, last, cols),
    invertRows: (u, w, first, last) =>
      wasm.exports.invertRows(
        u.data.byteOffset,
        w.data.byteOffset,
        8 * w.stride,
        first,
        last,
        w.cols,
      ),
  }
}

/** The fastest dense algebra that runs here. */
export const panelKernels: PanelKernels = fastest(createWasmPanels, () => plainPanels)
