import { checkModelFile } from './onnx-errors.ts'
import { openOnnxHere } from './onnx-here.ts'
import type { OnnxSession } from './onnx-session.ts'
import { openOnnxThread } from './onnx-thread.ts'

/** A thread loads compiled code; from source, under a test, the model runs on the main thread. */
const IS_COMPILED = import.meta.url.endsWith('.js')

/**
 * Loads an ONNX file with onnxruntime, into a thread of its own: a session keeps its thread busy while it runs, and the
 * main thread has images to decode and a Ctrl-C to hear.
 *
 * @param file - Absolute path.
 * @param device - See `executionProviders`.
 * @throws EncoderError if the file is missing, is not ONNX, needs a newer runtime, or the device is not there.
 */
export async function openOnnx(file: string, device = 'auto'): Promise<OnnxSession> {
  await checkModelFile(file)
  return IS_COMPILED ? openOnnxThread(file, device) : openOnnxHere(file, device)
}
