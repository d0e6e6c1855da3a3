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
  /**
   * One output for the given inputs, whose arrays are handed over: do not use them afterwards. Calls wait for each
   * other.
   *
   * @throws EncoderError with the runtime's reason.
   */
  run(inputs: Readonly<Record<string, OnnxTensor>>, output: string): Promise<OutputTensor>
  close(): Promise<void>
}

/** A model's answer. */
export interface OutputTensor {
  data: Float32Array
  dims: readonly number[]
}
