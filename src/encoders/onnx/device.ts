import { existsSync, readdirSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

/**
 * What a model is tried on, in order.
 *
 * `auto` is CUDA where onnxruntime's CUDA library is installed, else the CPU: results then do not depend on what a
 * machine happens to have besides. Any other word is taken literally (`cpu`, `cuda`, `webgpu`, `coreml`, `dml`).
 */
export function executionProviders(device: string): readonly string[] {
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
