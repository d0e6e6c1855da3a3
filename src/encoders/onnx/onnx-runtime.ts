import { isMainThread } from 'node:worker_threads'
import { EncoderError } from '../../run/errors.ts'

type Runtime = typeof import('onnxruntime-node')

/**
 * The one door through which onnxruntime is loaded. Its library records telemetry, in `~/.cache/Microsoft`, and sends it
 * to its maker, unless `ORT_DISABLE_TELEMETRY` stands in the environment of the process before the library is there.
 *
 * @throws EncoderError on a thread that was not started by `quietOnnxRuntime`'s caller: see there.
 */
export function loadOnnxRuntime(): Promise<Runtime> {
  quietOnnxRuntime()
  return import('onnxruntime-node')
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
