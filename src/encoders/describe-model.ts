import { stat } from 'node:fs/promises'
import type { ImageModel } from './image-model.ts'

/** What a model is and costs, for a plan made before a run. */
export interface ModelDescription {
  name: string
  device: string
  /** Files of the model together, in bytes. */
  bytes: number
  /** Numbers a row. */
  dimensions: number
  /** Of the model alone, without decoding: decoding runs beside it. */
  imagesPerSecond: number
}

/**
 * Size and speed of a model, measured on one batch of blank images after one to warm up.
 *
 * @param files - See `encoderFiles` and `onnxFiles`.
 * @throws EncoderError if the model does not run.
 */
export async function describeModel(
  model: ImageModel,
  files: readonly string[],
): Promise<ModelDescription> {
  const sizes = await Promise.all(files.map(async (file) => (await stat(file)).size))
  const images = Array.from({ length: model.batch }, () => ({
    input: new Float32Array(model.inputLength),
  }))
  await model.encode(images)
  const start = performance.now()
  const { cols } = await model.encode(images)
  const seconds = (performance.now() - start) / 1000
  return {
    name: model.name,
    device: model.device,
    bytes: sizes.reduce((sum, size) => sum + size, 0),
    dimensions: cols,
    imagesPerSecond: images.length / seconds,
  }
}
