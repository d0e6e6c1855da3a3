import { availableParallelism } from 'node:os'
import { isMainThread } from 'node:worker_threads'
import { EncoderError } from '../../run/errors.ts'
import { reasonOf } from './onnx-errors.ts'

/** What models run on: the native library, or its WebAssembly build where the native one is not installed. */
export type OnnxRuntime =
  | { kind: 'native'; library: Library }
  | { kind: 'wasm'; library: Library; reason: string }

type Library = Pick<typeof import('onnxruntime-common'), 'InferenceSession' | 'Tensor'>

/** Copied out of the package onnxruntime-web when this one is built. Equal from `src/` and from `dist/`. */
const WASM = new URL('../../../dist/onnxruntime-web/ort.node.min.mjs', import.meta.url)

/**
 * The one door through which onnxruntime is loaded. Its library records telemetry, in `~/.cache/Microsoft`, and sends it
 * to its maker, unless `ORT_DISABLE_TELEMETRY` stands in the environment of the process before the library is there.
 *
 * Where `onnxruntime-node` is missing (its install script asks another host than the registry) or has no library for this
 * platform, the WebAssembly build does the same sums several times slower.
 *
 * @throws EncoderError on a thread that was not started by `quietOnnxRuntime`'s caller: see there.
 */
export async function loadOnnxRuntime(
  native: () => Promise<Library> = () => import('onnxruntime-node'),
): Promise<OnnxRuntime> {
  quietOnnxRuntime()
  try {
    return { kind: 'native', library: await native() }
  } catch (cause) {
    const web = (await import(WASM.href)) as typeof import('onnxruntime-web')
    web.env.wasm.numThreads = availableParallelism()
    return { kind: 'wasm', library: web, reason: reasonOf(cause) }
  }
}

/**
 * Turns onnxruntime's telemetry off for this process, before a thread of it loads the library.
 *
 * @throws EncoderError on another thread than the main one if nobody has turned it off: what such a thread sets is a
 * copy that the library does not see.
 */
export function quietOnnxRuntime(): void {
  if (isMainThread) process.env['ORT_DISABLE_TELEMETRY'] = '1'
  else if (process.env['ORT_DISABLE_TELEMETRY'] !== '1') {
    throw new EncoderError(
      'Cannot load onnxruntime on this thread: its telemetry is on, and can be turned off on the main thread only',
      { hint: 'set ORT_DISABLE_TELEMETRY=1 before the process or in its main thread' },
    )
  }
}
