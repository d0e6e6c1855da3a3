import type { Matrix } from '../../vectors/matrix.ts'
import { fastest, padTo, startWasm, type WasmMemory } from './wasm-memory.ts'

/** Rows that are copied to the kernel at once: they stay in a second-level cache. */
const ROWS = 64

/** Mean of some rows of a matrix, float64[d]; zeros for none. O(rows d). */
export function meanOfRows(x: Matrix, rows: ArrayLike<number>): Float64Array {
  const sum = rows.length < ROWS ? plainSumOfRows(x, rows) : sumOfRows(x, rows)
  return sum.map((value) => value / Math.max(1, rows.length))
}

/** The reference: (a + b) + (c + d) of every four rows, then the rows that are left. */
export function plainSumOfRows(
  { data, cols }: Matrix,
  rows: ArrayLike<number>,
  first = 0,
  sum: Float64Array = new Float64Array(cols),
): Float64Array {
  const fours = rows.length - ((rows.length - first) % 4)
  for (let k = first; k < fours; k += 4) {
    const [a, b, c, d] = [rows[k], rows[k + 1], rows[k + 2], rows[k + 3]].map((row) => row * cols)
    for (let j = 0; j < cols; j++) sum[j] += data[a + j] + data[b + j] + (data[c + j] + data[d + j])
  }
  for (let k = fours; k < rows.length; k++) {
    const start = rows[k] * cols
    for (let j = 0; j < cols; j++) sum[j] += data[start + j]
  }
  return sum
}

/** The same in WASM SIMD. */
export function wasmSumOfRows(wasm: WasmMemory, x: Matrix, rows: ArrayLike<number>): Float64Array {
  const { data, cols } = x
  const padded = padTo(cols, 2)
  const [sumAt, xAt] = wasm.reserve([8 * padded, 4 * padded * ROWS])
  const block = new Float32Array(wasm.buffer(), xAt, padded * ROWS)
  const whole = rows.length - (rows.length % ROWS)
  for (let first = 0; first < whole; first += ROWS) {
    for (let k = 0; k < ROWS; k++) {
      const start = rows[first + k] * cols
      block.set(data.subarray(start, start + cols), k * padded)
    }
    wasm.exports.addRows(xAt, ROWS, padded, sumAt)
  }
  return plainSumOfRows(x, rows, whole, new Float64Array(wasm.buffer(), sumAt, cols).slice())
}

const sumOfRows = fastest(
  (): typeof plainSumOfRows => {
    const wasm = startWasm()
    return (x, rows) => wasmSumOfRows(wasm, x, rows)
  },
  () => plainSumOfRows,
)
