import type { PlainError } from '../../run/errors.ts'
import type { OnnxPort, OnnxTensor, OutputTensor } from './onnx-session.ts'

/** To the thread of a model. */
export type Request = { id: number } & (
  | { kind: 'run'; inputs: Readonly<Record<string, OnnxTensor>>; output: string }
  | { kind: 'close' }
)

/** What a thread tells of its model when it is loaded, as the answer to request 0. */
export interface Opened {
  device: string
  inputs: readonly OnnxPort[]
  outputs: readonly OnnxPort[]
}

/** From the thread. */
export type Answer = { id: number } & (
  | { value: Opened | OutputTensor | undefined }
  | { error: PlainError }
)
