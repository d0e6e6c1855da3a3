import { resolve } from 'node:path'
import { EncoderError } from '../run/errors.ts'
import type { OnnxPort, OnnxSession } from './onnx/onnx-session.ts'
import { openOnnx } from './onnx/open-onnx.ts'

/** What an ONNX file takes and gives. */
export interface ModelPorts {
  inputs: readonly OnnxPort[]
  outputs: readonly OnnxPort[]
}

/** Opens an ONNX file and tells its inputs and outputs. @throws EncoderError if it does not load. */
export async function modelPorts(onnx: string, baseFolder: string): Promise<ModelPorts> {
  const session = await openOnnx(resolve(baseFolder, onnx))
  try {
    return { inputs: session.inputs, outputs: session.outputs }
  } finally {
    await session.close()
  }
}

const LIKE_EMBEDDING = /emb|feat|pool|hidden|latent|repr|penultimate|backbone|vector/i
const LIKE_CLASSES = /prob|logit|softmax|score|class|pred/i

/** Whether an output has one row of numbers an image: [n, d] or [n, d, 1, 1]. */
function isRow({ shape }: OnnxPort): boolean {
  const [, , ...rest] = shape
  return shape.length === 2 || (rest.length === 2 && rest.every((side) => side === 1))
}

/**
 * The output that is an embedding: the one named like it, else the only one that is not named like class
 * probabilities. What holds class probabilities is never taken.
 *
 * @returns undefined if the outputs do not tell.
 */
export function embeddingOutput(outputs: readonly OnnxPort[]): OnnxPort | undefined {
  const rows = outputs.filter((port) => port.type === 'float32' && isRow(port))
  const named = rows.filter(({ name }) => LIKE_EMBEDDING.test(name))
  const others = rows.filter(({ name }) => !LIKE_CLASSES.test(name))
  if (named.length > 0) return named[0]
  return others.length === 1 ? others[0] : undefined
}

/** Name of an encoder's output: the only one, else the embedding among several. @throws EncoderError if they do not tell. */
export function encoderOutput({
  outputs,
  file,
}: Pick<OnnxSession, 'outputs' | 'file'>): string | undefined {
  const found = outputs.length < 2 ? outputs[0] : embeddingOutput(outputs)
  if (found || outputs.length === 0) return found?.name
  throw new EncoderError(
    `Cannot tell which output of "${file}" is the embedding: ${outputs.map(describePort).join(', ')}`,
    { model: file, hint: 'set encoder.output to one of these' },
  )
}

/** The output that holds a number a class: the only one of that width, or the one named like it. */
export function classOutput(outputs: readonly OnnxPort[], classes: number): OnnxPort | undefined {
  const rows = outputs.filter((port) => port.type === 'float32' && isRow(port))
  const wide = rows.filter(({ shape }) => shape[1] === classes || typeof shape[1] === 'string')
  const named = wide.filter(({ name }) => LIKE_CLASSES.test(name))
  return named[0] ?? (wide.length === 1 ? wide[0] : rows.length === 1 ? rows[0] : undefined)
}

/** A port with its type, for messages. */
export const describePort = ({ name, type, shape }: OnnxPort): string =>
  `"${name}" ${type} [${shape.join(', ')}]`

/** A port in words: `embedding [1280]`. */
export const portInWords = ({ name, shape }: OnnxPort): string =>
  `${name} [${shape.slice(1).join(', ')}]`
