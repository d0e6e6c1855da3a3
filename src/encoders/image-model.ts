import type { Matrix } from '../core/vectors/matrix.ts'

/** An image as a model takes it. */
export interface PreparedImage {
  /** The model's input, float32[channels * height * width]. */
  input: Float32Array
  /** See `DecodedImage`. */
  wasTurned: boolean
  isOneColour: boolean
}

/** A loaded model that turns images into rows of numbers. */
export interface ImageModel {
  /** As the config names it. */
  name: string
  /** What it runs on: `cpu`, `cuda`, ... */
  device: string
  /** Numbers of one prepared image. */
  inputLength: number
  /** Images a call of `encode`. Fixed, as on some hardware the last digits depend on it. */
  batch: number
  /**
   * Decodes, resizes and normalises one image, beside the model, which has a thread of its own.
   *
   * @throws DataError if the image cannot be decoded.
   */
  prepare(bytes: Uint8Array, name?: string): Promise<PreparedImage>
  /** Rows of numbers for prepared images, in their order. @throws EncoderError if the model fails. */
  encode(prepared: readonly Pick<PreparedImage, 'input'>[]): Promise<Matrix>
  close(): Promise<void>
}

/** A model whose rows are embeddings, float32[n, d]. */
export interface ImageEncoder extends ImageModel {
  /** d, where the model tells it before it has run. */
  dimensions: number | undefined
}

/** The classifier under study: its rows are probabilities, float32[n, outputs]. */
export interface Classifier extends ImageModel {
  /** Names of the outputs. */
  classes: readonly string[]
}
