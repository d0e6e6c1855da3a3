import { type WasmFunctions, wasmBytes } from './wasm-bytes.generated.ts'

/** A running instance of the kernels, and its memory as one stretch that is laid out anew for every use. */
export interface WasmMemory {
  exports: WasmExports
  buffer(): ArrayBuffer
  /** Zeroed room for each of the sizes in bytes, as addresses that are multiples of 16; earlier layouts are void. */
  reserve(sizes: readonly number[]): number[]
}

type WasmExports = WasmFunctions & {
  memory: { buffer: ArrayBuffer; grow(pages: number): number }
}

// core/ is typed for no particular host; these two exist in Node, browsers and workers alike.
declare const WebAssembly: {
  Module: new (bytes: Uint8Array) => object
  Instance: new (module: object) => { exports: unknown }
}
declare function atob(base64: string): string

const PAGE = 65_536

/** Compiled once; every memory is an instance of its own. */
let compiled: object | undefined

function compile(): object {
  const bytes = Uint8Array.from(atob(wasmBytes), (character) => character.charCodeAt(0))
  return new WebAssembly.Module(bytes)
}

/** Starts the kernels. Throws where WASM SIMD is missing or forbidden. */
export function startWasm(): WasmMemory {
  compiled ??= compile()
  const { exports: own } = new WebAssembly.Instance(compiled)
  const exports = own as WasmExports
  return {
    exports,
    buffer: () => exports.memory.buffer,
    reserve(sizes) {
      let end = 0
      const addresses = sizes.map((size) => {
        const address = end
        end += padTo(size, 16)
        return address
      })
      const missing = end - exports.memory.buffer.byteLength
      if (missing > 0) exports.memory.grow(Math.ceil(missing / PAGE))
      new Uint8Array(exports.memory.buffer, 0, end).fill(0)
      return addresses
    },
  }
}

/** The WASM form of something, or its plain twin where there is no SIMD or a page's policy forbids WASM: the same numbers, several times slower. */
export function fastest<T>(inWasm: () => T, plain: () => T): T {
  try {
    return inWasm()
  } catch {
    return plain()
  }
}

/** The next multiple of a step. */
export function padTo(size: number, step: number): number {
  return Math.ceil(size / step) * step
}
