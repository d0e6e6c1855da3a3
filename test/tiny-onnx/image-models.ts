import { writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { type Node, onnxModel, type Port } from './onnx-model.ts'

/** What a tiny model of images is made of. */
export interface TinyImageOptions {
  /** Side of its input in pixels, even. @default 8 */
  size?: number
  /** First dimension of its input: a number fixes it. @default 'n' */
  batch?: number | string
  /** Version of the operator set. @default 17 */
  opset?: number
  /**
   * A row of 12 numbers an output: weights of the means of the image's quarters (top left, top right, bottom left,
   * bottom right), first of red, then green, then blue.
   */
  weights?: readonly (readonly number[])[]
  /** File beside the model that holds the weights. @default none: they are part of the model */
  external?: string
}

/** Weights that mix all quarters and channels: each image gets a vector of its own. */
export const mixedWeights = (dimensions: number): number[][] =>
  Array.from({ length: dimensions }, (_, row) =>
    Array.from({ length: 12 }, (_, col) => Math.sin(1 + 12 * row + 1.7 * col)),
  )

/** Weights of a detector of a colour: mean red, green and blue of the whole image, weighed. */
export const colourWeights = (...rgb: readonly number[]): number[] =>
  rgb.flatMap((value) => Array<number>(4).fill(value / 4))

/**
 * Writes an image encoder: the means of an image's quarters times a matrix. Input `input` [n, 3, size, size]; outputs
 * `embedding` [n, d], `pooled` [n, 3, 1, 1] (mean colour) and `map` [n, 3, 2, 2].
 *
 * @param options - `weights` has d rows. Default: `mixedWeights(6)`.
 */
export async function writeTinyEncoder(file: string, options: TinyImageOptions = {}) {
  const { batch = 'n', weights = mixedWeights(6) } = options
  const pooled = { op: 'GlobalAveragePool', inputs: ['map'], output: 'pooled' }
  const outputs = [
    { name: 'embedding', shape: [batch, weights.length] },
    { name: 'pooled', shape: [batch, 3, 1, 1] },
    { name: 'map', shape: [batch, 3, 2, 2] },
  ]
  await writeFile(file, quartersModel({ ...options, weights }, 'input', outputs, [pooled]))
  if (options.external !== undefined)
    await writeFile(join(dirname(file), options.external), Float32Array.from(weights.flat()))
}

/** Writes an encoder or classifier that is wrong: the mean of a whole batch, one row, in `embedding` [n, 12]. */
export async function writeOneRowModel(file: string) {
  const half = { kernel_shape: [4, 4], strides: [4, 4] }
  const bytes = onnxModel({
    inputs: [{ name: 'input', shape: ['n', 3, 8, 8] }],
    outputs: [{ name: 'embedding', shape: ['n', 12] }],
    weights: [],
    nodes: [
      { op: 'AveragePool', inputs: ['input'], output: 'map', attributes: half },
      { op: 'Flatten', inputs: ['map'], output: 'means' },
      {
        op: 'ReduceMean',
        inputs: ['means'],
        output: 'embedding',
        attributes: { axes: [0], keepdims: 1 },
      },
    ],
  })
  await writeFile(file, bytes)
}

/**
 * Writes a classifier. Input `input` [n, 3, size, size]; outputs `logits` and `probs`, both [n, k].
 *
 * @param options - `weights` has a row a class. Default: three classes, the image's mean red, green and blue.
 */
export async function writeTinyClassifier(file: string, options: TinyImageOptions = {}) {
  const { batch = 'n' } = options
  const weights = options.weights ?? [
    colourWeights(1, 0, 0),
    colourWeights(0, 1, 0),
    colourWeights(0, 0, 1),
  ]
  const outputs = ['logits', 'probs'].map((name) => ({ name, shape: [batch, weights.length] }))
  const softmax = { op: 'Softmax', inputs: ['logits'], output: 'probs', attributes: { axis: 1 } }
  await writeFile(file, quartersModel({ ...options, weights }, 'input', outputs, [softmax]))
}

/**
 * Bytes of a model that averages each quarter of an image, `map`, and multiplies the 12 means with the weights, which
 * gives the first output.
 */
export function quartersModel(
  { size = 8, batch = 'n', opset = 17, weights = [], external }: TinyImageOptions,
  input: string,
  outputs: readonly Port[],
  more: readonly Node[] = [],
): Uint8Array {
  const half = [size / 2, size / 2]
  const first = outputs[0]?.name ?? ''
  return onnxModel({
    inputs: [{ name: input, shape: [batch, 3, size, size] }],
    outputs,
    weights: [
      { name: 'weights', dims: [weights.length, 12], data: Float32Array.from(weights.flat()) },
    ],
    nodes: [
      {
        op: 'AveragePool',
        inputs: [input],
        output: 'map',
        attributes: { kernel_shape: half, strides: half },
      },
      { op: 'Flatten', inputs: ['map'], output: 'means' },
      { op: 'Gemm', inputs: ['means', 'weights'], output: first, attributes: { transB: 1 } },
      ...more,
    ],
    opset,
    ...(external && { external }),
  })
}
