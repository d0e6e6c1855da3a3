import { open } from 'node:fs/promises'
import type { InferenceSession } from 'onnxruntime-node'
import { EncoderError } from '../run/errors.ts'
import { executionProviders } from './device.ts'

/** An input or output of a model: a number in its shape is fixed, a name is free. */
export interface OnnxPort {
  name: string
  type: string
  shape: readonly (number | string)[]
}

/** Numbers on their way into a model or out of it. */
export type OnnxTensor =
  | { type: 'float32'; data: Float32Array; dims: readonly number[] }
  | { type: 'int64'; data: BigInt64Array; dims: readonly number[] }

/** An ONNX model, loaded. */
export interface OnnxSession {
  file: string
  device: string
  inputs: readonly OnnxPort[]
  outputs: readonly OnnxPort[]
  /** One output for the given inputs. @throws EncoderError with the runtime's reason. */
  run(inputs: Readonly<Record<string, OnnxTensor>>, output: string): Promise<OutputTensor>
  close(): Promise<void>
}

/** A model's answer. */
export interface OutputTensor {
  data: Float32Array
  dims: readonly number[]
}

const OPTIONS: InferenceSession.SessionOptions = {
  logSeverityLevel: 4, // its errors are thrown; the library prints nothing
  // Threads that spin while they wait take the cores from the image decoders.
  extra: { session: { intra_op: { allow_spinning: '0' } } },
}

/**
 * Loads an ONNX file with onnxruntime, on one thread a core.
 *
 * @param file - Absolute path.
 * @param device - See `executionProviders`.
 * @throws EncoderError if the file is missing, is not ONNX, needs a newer runtime, or the device is not there.
 */
export async function openOnnx(file: string, device = 'auto'): Promise<OnnxSession> {
  await checkFile(file)
  const { InferenceSession, Tensor } = await import('onnxruntime-node')
  const failures: unknown[] = []
  for (const provider of executionProviders(device)) {
    try {
      const options = { ...OPTIONS, executionProviders: [provider] }
      const session = await InferenceSession.create(file, options)
      return {
        file,
        device: provider,
        inputs: session.inputMetadata.map(portOf),
        outputs: session.outputMetadata.map(portOf),
        run: async (inputs, output) => {
          const feeds = Object.entries(inputs).map(([name, { type, data, dims }]) => [
            name,
            new Tensor(type, data, dims),
          ])
          try {
            const results = await session.run(Object.fromEntries(feeds), [output])
            return outputOf(results[output], file, output)
          } catch (cause) {
            if (cause instanceof EncoderError) throw cause
            throw new EncoderError(`Cannot run model "${file}": ${reasonOf(cause)}`, {
              model: file,
              cause,
            })
          }
        },
        close: () => session.release(),
      }
    } catch (cause) {
      failures.push(cause)
    }
  }
  throw loadError(file, device, failures[0])
}

const portOf = (port: InferenceSession.ValueMetadata): OnnxPort =>
  port.isTensor
    ? { name: port.name, type: port.type, shape: port.shape.map((side) => side || '?') }
    : { name: port.name, type: 'not a tensor', shape: [] }

function outputOf(
  tensor: InferenceSession.OnnxValueMapType[string] | undefined,
  file: string,
  output: string,
): OutputTensor {
  if (tensor === undefined || !(tensor.data instanceof Float32Array)) {
    throw new EncoderError(
      `Cannot use output "${output}" of "${file}": values of type ${tensor?.type ?? 'none'}, expected float32`,
      { model: file, hint: 'export the model with float32 inputs and outputs' },
    )
  }
  return { data: tensor.data, dims: tensor.dims }
}

/** What can be said before the runtime sees the file. */
async function checkFile(file: string): Promise<void> {
  const start = Buffer.alloc(64)
  try {
    const handle = await open(file)
    try {
      await handle.read(start, 0, start.length, 0)
    } finally {
      await handle.close()
    }
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException
    const reasons: Record<string, string> = {
      ENOENT: 'no such file',
      EISDIR: 'it is a folder, expected an ONNX file',
      EACCES: 'permission denied',
    }
    throw new EncoderError(`Cannot load model "${file}": ${reasons[code ?? ''] ?? message}`, {
      model: file,
      cause,
    })
  }
  if (start.toString('latin1').startsWith('version https://git-lfs')) {
    throw new EncoderError(
      `Cannot load model "${file}": it is a Git LFS pointer, expected the model itself`,
      { model: file, hint: 'run  git lfs pull  in the folder of the model' },
    )
  }
}

function loadError(file: string, device: string, cause: unknown): EncoderError {
  const reason = reasonOf(cause)
  if (/protobuf parsing failed/i.test(reason)) {
    return new EncoderError(`Cannot load model "${file}": not an ONNX file, or cut off`, {
      model: file,
      hint: 'export it again, for example with torch.onnx.export',
      cause,
    })
  }
  const providerFailed = /execution provider|backend|adapter/i.test(reason)
  const hint = providerFailed
    ? 'set device to "cpu", or install what the device needs'
    : 'export it again with an opset that onnxruntime 1.30 knows (7 to 26)'
  const on = providerFailed ? ` on device "${device}"` : ''
  return new EncoderError(`Cannot load model "${file}"${on}: ${reason}`, {
    model: file,
    hint,
    cause,
  })
}

/** First line of what the runtime says. */
function reasonOf(cause: unknown): string {
  const text = cause instanceof Error ? cause.message : String(cause)
  return text
    .trim()
    .replace(/\s*\n\s*/g, ' ')
    .replace(/^Load model from \S+ failed:\s*/i, '')
}
