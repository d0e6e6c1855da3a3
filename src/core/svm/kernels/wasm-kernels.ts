import { type Matrix64, matrixRow } from '../../vectors/matrix.ts'
import type { Kernels } from './kernels.ts'
import { padTo, startWasm, type WasmMemory } from './wasm-memory.ts'
import { wasmWorkspace } from './wasm-workspace.ts'

/** Rows of a square of products that is computed at once: two such panels of 512 columns fit a second-level cache. */
const TILE = 64

/** The inner loops in WASM SIMD, over one memory that grows and is written anew in every call. */
export function createWasmKernels(): Kernels {
  const wasm = startWasm()
  return {
    gram: (z, gram, diagonal) => writeGram(wasm, z, gram, diagonal),
    // Held rows need a memory of their own, since the shared one is written anew.
    products: (z) => heldProducts(startWasm(), z),
    workspace: (n) => wasmWorkspace(wasm, n),
  }
}

function writeGram(
  wasm: WasmMemory,
  z: Matrix64,
  gram: Float32Array,
  diagonal: Float64Array,
): void {
  const n = z.rows
  const { rowBytes, cols } = paddedShape(z)
  const sizes = [8 * 8, TILE * TILE * 4, n * 8, padTo(n, 4) * rowBytes]
  const [sumsAt, tileAt, diagonalAt, zAt] = wasm.reserve(sizes)
  copyRows(wasm.buffer(), zAt, z, rowBytes)
  const tile = new Float32Array(wasm.buffer(), tileAt, TILE * TILE)
  for (let i = 0; i < n; i += TILE) {
    const rowsA = Math.min(TILE, n - i)
    for (let j = i; j < n; j += TILE) {
      const rowsB = Math.min(TILE, n - j)
      const stride = padTo(rowsB, 4)
      const [a, b] = [zAt + i * rowBytes, zAt + j * rowBytes]
      wasm.exports.products(a, b, padTo(rowsA, 4), stride, cols, sumsAt, tileAt)
      for (let row = 0; row < rowsA; row++) {
        for (let col = i === j ? row : 0; col < rowsB; col++) {
          const value = tile[row * stride + col]
          gram[(i + row) * n + j + col] = value
          gram[(j + col) * n + i + row] = value
        }
      }
    }
  }
  wasm.exports.squaredNorms(zAt, n, cols, diagonalAt)
  diagonal.set(new Float64Array(wasm.buffer(), diagonalAt, n))
}

function heldProducts(wasm: WasmMemory, z: Matrix64): (row: number, out: Float32Array) => void {
  const n = z.rows
  const { rowBytes, cols } = paddedShape(z)
  const rows = padTo(n, 4)
  // Columns of products come in twos: the second is that of an empty row, and unused.
  const sizes = [8 * 8, rows * 2 * 4, 2 * rowBytes, rows * rowBytes]
  const [sumsAt, outAt, pairAt, zAt] = wasm.reserve(sizes)
  copyRows(wasm.buffer(), zAt, z, rowBytes)
  const bytes = new Uint8Array(wasm.buffer())
  const products = new Float32Array(wasm.buffer(), outAt, 2 * n)
  return (row, out) => {
    bytes.copyWithin(pairAt, zAt + row * rowBytes, zAt + (row + 1) * rowBytes)
    wasm.exports.products(zAt, pairAt, rows, 2, cols, sumsAt, outAt)
    for (let i = 0; i < n; i++) out[i] = products[2 * i]
  }
}

/** The SIMD loops take two columns at a time. */
function paddedShape({ cols }: Matrix64): { cols: number; rowBytes: number } {
  const padded = padTo(cols, 2)
  return { cols: padded, rowBytes: padded * 8 }
}

function copyRows(buffer: ArrayBuffer, at: number, z: Matrix64, rowBytes: number): void {
  for (let row = 0; row < z.rows; row++) {
    new Float64Array(buffer, at + row * rowBytes, z.cols).set(matrixRow(z, row))
  }
}
