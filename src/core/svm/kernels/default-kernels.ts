import type { Kernels } from './kernels.ts'
import { plainKernels } from './plain-kernels.ts'
import { createWasmKernels } from './wasm-kernels.ts'

/** The fastest inner loops that run here. Their memory is scratch: nothing in it outlives a call of the solver. */
export const kernels: Kernels = fastestKernels()

function fastestKernels(): Kernels {
  try {
    return createWasmKernels()
  } catch {
    // No SIMD, or a page whose policy forbids WASM: same numbers, several times slower.
    return plainKernels
  }
}
