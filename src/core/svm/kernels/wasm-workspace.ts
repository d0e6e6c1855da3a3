import type { SvcWorkspace } from './kernels.ts'
import { padTo, type WasmMemory } from './wasm-memory.ts'

/** Working memory of one solve, laid out in WASM memory; a last row is added to an odd number and kept out of both searches. */
export function wasmWorkspace(wasm: WasmMemory, n: number): SvcWorkspace {
  const padded = padTo(n, 2)
  const doubles = 8 * padded
  const floats = 4 * padded
  const [scores, up, low, diagonal, settled, rebuilt, position, rowI, rowJ, extremes] =
    wasm.reserve([doubles, doubles, doubles, doubles, doubles, doubles, floats, floats, floats, 16])
  const buffer = wasm.buffer()
  new Float64Array(buffer, up, padded).fill(Number.NEGATIVE_INFINITY)
  new Float64Array(buffer, low, padded).fill(Number.POSITIVE_INFINITY)
  const diagonalValues = new Float64Array(buffer, diagonal, n)
  const extremeValues = new Float64Array(buffer, extremes, 2)
  const { exports } = wasm
  return {
    scores: new Float64Array(buffer, scores, n),
    up: new Float64Array(buffer, up, n),
    low: new Float64Array(buffer, low, n),
    diagonal: diagonalValues,
    settled: new Float64Array(buffer, settled, n),
    rebuilt: new Float64Array(buffer, rebuilt, n),
    position: new Int32Array(buffer, position, n),
    rowI: new Float32Array(buffer, rowI, n),
    rowJ: new Float32Array(buffer, rowJ, n),
    extremes: extremeValues,
    step: (u, v) => exports.step(scores, up, low, rowI, rowJ, extremes, padded, u, v),
    lastUp: (score) => exports.lastUp(scores, up, position, padded, score),
    partner: (i) =>
      exports.partner(
        scores,
        low,
        diagonal,
        rowI,
        position,
        padded,
        extremeValues[0],
        diagonalValues[i],
      ),
    subtractRow: (target, c) => exports.subtractRow(target.byteOffset, rowI, padded, c),
  }
}
