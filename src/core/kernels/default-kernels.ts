import type { Kernels } from './kernels.ts'
import { plainKernels } from './plain-kernels.ts'

/** The fastest inner loops that run here. */
export const kernels: Kernels = plainKernels
