import { EncoderError } from '../../run/errors.ts'
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

/** An EncoderError on its way between threads, where it would lose its class. */
export interface PlainError {
  message: string
  hint?: string | undefined
  model?: string | undefined
}

/** An error as plain data. */
export function plainError(error: unknown): PlainError {
  if (error instanceof EncoderError) {
    return { message: error.message, hint: error.hint, model: error.model }
  }
  return { message: error instanceof Error ? error.message : String(error) }
}

/** The error that plain data stand for. */
export function encoderError({ message, hint, model }: PlainError): EncoderError {
  return new EncoderError(message, { hint, model })
}
