import { encodeMessage, type Field } from '../../src/io/onnx/encode-message.ts'

/** One operator of a graph. Attributes are integers or lists of integers. */
export interface Node {
  op: string
  inputs: readonly string[]
  output: string
  attributes?: Record<string, number | readonly number[]>
}

/** An input or output: a number in its shape is fixed, a name is free. */
export interface Port {
  name: string
  type?: 'float32' | 'int64'
  shape: readonly (number | string)[]
}

/** Numbers that are part of the model. */
export interface Weight {
  name: string
  dims: readonly number[]
  data: Float32Array | BigInt64Array
}

export interface Graph {
  nodes: readonly Node[]
  weights: readonly Weight[]
  inputs: readonly Port[]
  outputs: readonly Port[]
  /** Version of the operator set. @default 17 */
  opset?: number
  /** File beside the model that holds the bytes of the weights, one after the other. */
  external?: string
}

const FLOAT = 1
const INT64 = 7
const INT_ATTRIBUTE = 2
const INTS_ATTRIBUTE = 7

/**
 * Bytes of an ONNX file.
 *
 * @see https://github.com/onnx/onnx/blob/v1.17.0/onnx/onnx.proto for the numbers of the fields.
 */
export function onnxModel(model: Graph): Uint8Array {
  const { nodes, weights, inputs, outputs, opset = 17, external } = model
  const starts = weights.map((_, i) =>
    weights.slice(0, i).reduce((sum, { data }) => sum + data.byteLength, 0),
  )
  const graph: Field[] = [
    ...nodes.map((node): Field => [1, nodeFields(node)]),
    [2, 'tiny'],
    ...weights.map((weight, i): Field => [5, tensorFields(weight, external, starts[i] ?? 0)]),
    ...inputs.map((port): Field => [11, portFields(port)]),
    ...outputs.map((port): Field => [12, portFields(port)]),
  ]
  return encodeMessage([
    [1, 8],
    [7, graph],
    [8, [[2, opset]]],
  ])
}

function nodeFields({ op, inputs, output, attributes = {} }: Node): Field[] {
  return [
    ...inputs.map((input): Field => [1, input]),
    [2, output],
    [4, op],
    ...Object.entries(attributes).map(([name, value]): Field => [5, attributeFields(name, value)]),
  ]
}

function attributeFields(name: string, value: number | readonly number[]): Field[] {
  if (typeof value === 'number')
    return [
      [1, name],
      [3, value],
      [20, INT_ATTRIBUTE],
    ]
  return [[1, name], ...value.map((item): Field => [8, item]), [20, INTS_ATTRIBUTE]]
}

function tensorFields({ name, dims, data }: Weight, external: string | undefined, start: number) {
  const entries: Field[] = Object.entries({
    location: external ?? '',
    offset: String(start),
    length: String(data.byteLength),
  }).map(
    ([key, value]): Field => [
      13,
      [
        [1, key],
        [2, value],
      ],
    ],
  )
  const fields: Field[] = [
    ...dims.map((side): Field => [1, side]),
    [2, data instanceof Float32Array ? FLOAT : INT64],
    [8, name],
  ]
  return external === undefined
    ? [...fields, [9, bytesOf(data)] satisfies Field]
    : [...fields, ...entries, [14, 1] satisfies Field]
}

const bytesOf = ({ buffer, byteOffset, byteLength }: Weight['data']) =>
  new Uint8Array(buffer, byteOffset, byteLength)

function portFields({ name, type, shape }: Port): Field[] {
  const sides = shape.map((side): Field => [1, [typeof side === 'number' ? [1, side] : [2, side]]])
  const tensor: Field[] = [
    [1, type === 'int64' ? INT64 : FLOAT],
    [2, sides],
  ]
  return [
    [1, name],
    [2, [[1, tensor]]],
  ]
}
