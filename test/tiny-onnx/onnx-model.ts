import { encodeMessage, type Field } from './protobuf.ts'

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
export function onnxModel({ nodes, weights, inputs, outputs, opset = 17 }: Graph): Uint8Array {
  const graph: Field[] = [
    ...nodes.map((node): Field => [1, nodeFields(node)]),
    [2, 'tiny'],
    ...weights.map((weight): Field => [5, tensorFields(weight)]),
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

function tensorFields({ name, dims, data }: Weight): Field[] {
  return [
    ...dims.map((side): Field => [1, side]),
    [2, data instanceof Float32Array ? FLOAT : INT64],
    [8, name],
    [9, new Uint8Array(data.buffer, data.byteOffset, data.byteLength)],
  ]
}

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
