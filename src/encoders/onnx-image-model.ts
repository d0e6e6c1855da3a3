import type { Matrix } from '../core/vectors/matrix.ts'
import { decodeImage } from '../io/images/decode-image.ts'
import { sides } from '../io/images/fit-image.ts'
import { imageTensor } from '../io/images/image-tensor.ts'
import type { Pixels } from '../run/config.ts'
import { EncoderError } from '../run/errors.ts'
import type { ImageModel, PreparedImage } from './image-model.ts'
import { describePort, encoderOutput } from './model-ports.ts'
import { outputError } from './onnx/onnx-errors.ts'
import { checkRows } from './onnx/onnx-rows.ts'
import type { OnnxPort, OnnxSession, OutputTensor } from './onnx/onnx-session.ts'
import { openOnnx } from './onnx/open-onnx.ts'

/** What an ONNX model of images needs to run. */
export interface OnnxImageModelOptions {
  /** Key of the config, for errors: `encoder` or `classifier`. */
  key: string
  /** Absolute path. */
  file: string
  /** As the config names it. */
  name: string
  input: Pixels
  inputName?: string | undefined
  output?: string | undefined
  batch: number
  device?: string | undefined
}

/**
 * An ONNX model that takes a batch of images and gives one row of numbers an image.
 *
 * The model's first dimension may be free or fixed: a model fixed to batches of b gets them b at a time, the last one
 * filled with zeros. Its output may be [n, d] or [n, d, 1, 1].
 *
 * @returns The model, and d where the model's file tells it.
 * @throws EncoderError if the model does not load, or its input or output has another shape than the config says.
 */
export async function openOnnxImageModel(
  options: OnnxImageModelOptions,
): Promise<ImageModel & { dimensions: number | undefined }> {
  const session = await openOnnx(options.file, options.device)
  try {
    const { name, key, input, batch } = options
    const inputPort = choosePort(session.inputs, options.inputName, `${key}.inputName`, session)
    const outputName = options.output ?? (key === 'encoder' ? encoderOutput(session) : undefined)
    const output = choosePort(session.outputs, outputName, `${key}.output`, session)
    checkInput(inputPort, key, session.file, input)
    const fixed = inputPort.shape[0]
    const step = typeof fixed === 'number' ? fixed : undefined
    return {
      name,
      device: session.device,
      inputLength: imageShape(input).reduce((product, side) => product * side, 1),
      batch,
      dimensions: columnsOf(output.shape),
      prepare: async (bytes, image = 'image') => {
        const decoded = await decodeImage(bytes, image, input, input)
        const { wasTurned, isOneColour } = decoded
        return { input: imageTensor(decoded, input), wasTurned, isOneColour }
      },
      encode: async (prepared) => {
        const size = step ?? Math.max(prepared.length, 1)
        const runs: Promise<OutputTensor>[] = [] // all asked for at once: the model need not wait for its next input
        for (let start = 0; start < prepared.length; start += size) {
          const tensor = stack(prepared.slice(start, start + size), size, imageShape(input))
          runs.push(session.run({ [inputPort.name]: tensor }, output.name))
        }
        const parts = await Promise.all(runs)
        return join(parts, size, prepared.length, session, output.name)
      },
      close: session.close,
    }
  } catch (error) {
    await session.close()
    throw error
  }
}

/** [channels, height, width], or with channels last. */
function imageShape({ size, layout, channels }: Pixels): number[] {
  const [height, width] = sides(size)
  const depth = channels === 'gray' ? 1 : 3
  return layout === 'nchw' ? [depth, height, width] : [height, width, depth]
}

function choosePort(
  ports: readonly OnnxPort[],
  name: string | undefined,
  key: string,
  { file }: OnnxSession,
): OnnxPort {
  const port = name === undefined ? ports[0] : ports.find((candidate) => candidate.name === name)
  if (port !== undefined) return port
  const found = `no "${name ?? ''}", expected one of ${ports.map(describePort).join(', ')}`
  throw cannotUse(file, found, `set ${key} to one of these`)
}

/** Checked when loading, so that nothing is decoded for a model that will refuse it. */
function checkInput({ name, type, shape }: OnnxPort, key: string, file: string, input: Pixels) {
  const image = imageShape(input)
  const depth = input.channels === 'gray' ? 1 : 3
  for (const part of ['mean', 'std'] as const) {
    if (input[part].length === 1 || input[part].length === depth) continue
    const found = `${input[part].length} numbers in ${key}.input.${part}`
    const expected = `${depth} (${input.channels})`
    const hint = `set ${key}.input.${part} to one number a channel`
    throw cannotUse(file, `${found}, expected ${expected}`, hint)
  }
  const fits =
    type === 'float32' &&
    shape.length === 4 &&
    image.every((side, i) => typeof shape[i + 1] === 'string' || shape[i + 1] === side)
  if (fits) return
  const found = `its input is ${describePort({ name, type, shape })}`
  const given = `the config gives float32 [n, ${image.join(', ')}]`
  const hint = `set size, layout and channels in ${key}.input to what the model takes`
  throw cannotUse(file, `${found}, ${given}`, hint)
}

function stack(
  images: readonly Pick<PreparedImage, 'input'>[],
  rows: number,
  shape: readonly number[],
) {
  const length = shape.reduce((product, side) => product * side, 1)
  const data = new Float32Array(rows * length)
  images.forEach(({ input }, i) => {
    data.set(input, i * length)
  })
  return { type: 'float32' as const, data, dims: [rows, ...shape] }
}

/** One matrix of all parts, without the filling of the last one. */
function join(
  parts: readonly OutputTensor[],
  batch: number,
  rows: number,
  { file, outputs }: OnnxSession,
  output: string,
): Matrix {
  const cols = columnsOf(parts[0]?.dims ?? [])
  if (cols === undefined) {
    const others = outputs.map(describePort).join(', ')
    const found = `shape [${parts[0]?.dims.join(', ')}], expected [n, d] or [n, d, 1, 1]`
    const hint = `its outputs are ${others}; export one with a pooled vector an image`
    throw outputError(file, output, found, hint)
  }
  const data = new Float32Array(rows * cols)
  parts.forEach((part, i) => {
    checkRows(part, batch, file, output)
    const offset = i * batch * cols
    data.set(part.data.subarray(0, data.length - offset), offset)
  })
  return { data, rows, cols }
}

/** d of [n, d] or [n, d, 1, 1]. */
function columnsOf(shape: readonly (number | string)[]): number | undefined {
  const [, cols, ...rest] = shape
  const vector = rest.length === 0 || (rest.length === 2 && rest.every((side) => side === 1))
  return vector && typeof cols === 'number' ? cols : undefined
}

const cannotUse = (file: string, found: string, hint: string) =>
  new EncoderError(`Cannot use model "${file}": ${found}`, { model: file, hint })
