import { existsSync, readdirSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import type { Warning } from '../../run/effects.ts'
import { EncoderError } from '../../run/errors.ts'
import type { OnnxRuntime } from './onnx-runtime.ts'

/** What brings the native library where the package manager left it out. */
const NATIVE_HINT = 'run  npm install --ignore-scripts onnxruntime-node@1.30.0'

/**
 * What a model is tried on, in order.
 *
 * `auto` is CUDA where onnxruntime's CUDA library is installed, else the CPU: results then do not depend on what a
 * machine happens to have besides. Without the native library both are its WebAssembly build, `wasm`. Any other word is taken literally (`cpu`, `cuda`, `webgpu`, `coreml`, `dml`).
 */
export function executionProviders(device: string, runtime: OnnxRuntime): readonly string[] {
  if (runtime.kind === 'wasm') {
    if (device === 'auto' || device === 'cpu' || device === 'wasm') return ['wasm']
    throw new EncoderError(
      `Cannot use device "${device}": the native onnxruntime did not load (${runtime.reason})`,
      { hint: NATIVE_HINT },
    )
  }
  if (device !== 'auto') return [device]
  return cudaInstalled() ? ['cuda', 'cpu'] : ['cpu']
}

function cudaInstalled(): boolean {
  const entry = createRequire(import.meta.url).resolve('onnxruntime-node')
  const bin = join(dirname(entry), '..', 'bin')
  if (!existsSync(bin)) return false
  return readdirSync(bin).some((version) =>
    existsSync(
      join(bin, version, process.platform, process.arch, 'libonnxruntime_providers_cuda.so'),
    ),
  )
}

/** What to tell of a model that runs on WebAssembly although nobody asked for it. */
export const slowDevice = (name: string): Warning => ({
  code: 'slow-device',
  message: `"${name}" runs on WebAssembly, several times slower than natively: the native onnxruntime did not load; ${NATIVE_HINT}`,
})
