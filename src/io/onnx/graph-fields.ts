import type { Field } from './encode-message.ts'

/** One operator of a graph. */
export interface OnnxNode {
  op: string
  inputs: readonly string[]
  output: string
  /** Integer attributes. */
  attributes?: Record<string, number>
}

/** Numbers that are part of the model. */
export interface OnnxWeight {
  name: string
  dims: readonly number[]
  data: Float64Array
}

/** An input or output: a number in its shape is fixed, a name is free. */
export interface OnnxPort {
  name: string
  type: OnnxType
  shape: readonly (number | string)[]
}

/** Numbers of `TensorProto.DataType`. */
const TYPES = { float32: 1, int64: 7, bool: 9, float64: 11 } as const
export type OnnxType = keyof typeof TYPES

const INT_ATTRIBUTE = 2

/** The number of a type, as the attribute `to` of Cast wants it. */
export const onnxType = (type: OnnxType): number => TYPES[type]

/**
 * Fields of a GraphProto.
 *
 * @see https://github.com/onnx/onnx/blob/v1.17.0/onnx/onnx.proto for the numbers of the fields.
 */
export function graphFields(graph: {
  nodes: readonly OnnxNode[]
  weights: readonly OnnxWeight[]
  inputs: readonly OnnxPort[]
  outputs: readonly OnnxPort[]
}): Field[] {
  return [
    ...graph.nodes.map((node): Field => [1, nodeFields(node)]),
    [2, 'faultline'],
    ...graph.weights.map((weight): Field => [5, weightFields(weight)]),
    ...graph.inputs.map((port): Field => [11, portFields(port)]),
    ...graph.outputs.map((port): Field => [12, portFields(port)]),
  ]
}

function nodeFields({ op, inputs, output, attributes = {} }: OnnxNode): Field[] {
  return [
    ...inputs.map((input): Field => [1, input]),
    [2, output],
    [4, op],
    ...Object.entries(attributes).map(
      ([name, value]): Field => [
        5,
        [
          [1, name],
          [3, value],
          [20, INT_ATTRIBUTE],
        ],
      ],
    ),
  ]
}

function weightFields({ name, dims, data }: OnnxWeight): Field[] {
  return [
    ...dims.map((side): Field => [1, side]),
    [2, TYPES.float64],
    [8, name],
    [9, new Uint8Array(data.buffer, data.byteOffset, data.byteLength)],
  ]
}

function portFields({ name, type, shape }: OnnxPort): Field[] {
  const sides = shape.map((side): Field => [1, [typeof side === 'number' ? [1, side] : [2, side]]])
  const tensor: Field[] = [
    [1, TYPES[type]],
    [2, sides],
  ]
  return [
    [1, name],
    [2, [[1, tensor]]],
  ]
}
