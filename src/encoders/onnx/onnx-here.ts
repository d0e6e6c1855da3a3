import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { dirname, relative } from 'node:path'
import type { InferenceSession } from 'onnxruntime-common'
import { EncoderError } from '../../run/errors.ts'
import { executionProviders } from './device.ts'
import { externalData } from './external-data.ts'
import { loadError, outputError, reasonOf } from './onnx-errors.ts'
import { loadOnnxRuntime, type OnnxRuntime } from './onnx-runtime.ts'
import type { OnnxPort, OnnxSession, OutputTensor } from './onnx-session.ts'

const OPTIONS: InferenceSession.SessionOptions = {
  logSeverityLevel: 4, // its errors are thrown; the library prints nothing
  // Threads that spin while they wait take the cores from the image decoders.
  extra: { session: { intra_op: { allow_spinning: '0' } } },
}

/** Loads an ONNX file into this thread, which stands still while the model works. See `openOnnx`. */
export async function openOnnxHere(
  file: string,
  device: string,
  load: () => Promise<OnnxRuntime> = loadOnnxRuntime,
): Promise<OnnxSession> {
  const runtime = await load()
  const { library } = runtime
  const failures: unknown[] = []
  const weights = runtime.kind === 'wasm' ? await weightsBeside(file) : {}
  for (const provider of executionProviders(device, runtime)) {
    try {
      const options = { ...OPTIONS, ...weights, executionProviders: [provider] }
      const session = await library.InferenceSession.create(file, options)
      return sessionOf(session, library, file, provider)
    } catch (cause) {
      failures.push(cause)
    }
  }
  throw loadError(file, device, failures[0])
}

/** Weights outside of the file, which WebAssembly does not open by itself; one that is missing it names when it loads. */
async function weightsBeside(file: string): Promise<InferenceSession.SessionOptions> {
  const paths = externalData(file).filter((path) => existsSync(path))
  const named = paths.map(async (path) => ({
    path: relative(dirname(file), path).replaceAll('\\', '/'),
    data: await readFile(path),
  }))
  return paths.length > 0 ? { externalData: await Promise.all(named) } : {}
}

function sessionOf(
  session: InferenceSession,
  { Tensor }: OnnxRuntime['library'],
  file: string,
  device: string,
): OnnxSession {
  return {
    file,
    device,
    inputs: session.inputMetadata.map(portOf),
    outputs: session.outputMetadata.map(portOf),
    run: async (inputs, output) => {
      const feeds = Object.entries(inputs).map(([name, { type, data, dims }]) => [
        name,
        new Tensor(type, data, dims),
      ])
      const results = await session.run(Object.fromEntries(feeds), [output]).catch((cause) => {
        const message = `Cannot run model "${file}": ${reasonOf(cause)}`
        throw new EncoderError(message, { model: file, cause })
      })
      return outputOf(results[output], file, output)
    },
    close: () => session.release(),
  }
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
    const found = `values of type ${tensor?.type ?? 'none'}, expected float32`
    throw outputError(file, output, found, 'export the model with float32 inputs and outputs')
  }
  const at = tensor.data.findIndex((value) => !Number.isFinite(value))
  if (at >= 0) {
    const found = `it holds ${tensor.data[at]}, expected finite numbers`
    const hint = 'check mean and std of the input, or use the model in fp32'
    throw outputError(file, output, found, hint)
  }
  return { data: tensor.data, dims: tensor.dims }
}
