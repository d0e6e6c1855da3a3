import type { Kernels } from './kernels.ts'
import { plainKernels } from './plain-kernels.ts'
import { createWasmKernels } from './wasm-kernels.ts'
import { fastest } from './wasm-memory.ts'

/** The fastest inner loops that run here. Their memory is scratch: nothing in it outlives a call of the solver. */
export const kernels: Kernels = fastest(createWasmKernels, () => plainKernels)
