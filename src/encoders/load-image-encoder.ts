import { resolve } from 'node:path'
import type { EncoderConfig } from '../run/config.ts'
import { loadHubImageEncoder } from './hub-image-encoder.ts'
import type { ImageEncoder } from './image-model.ts'
import { openOnnxImageModel } from './onnx-image-model.ts'

/**
 * The image encoder of a config: one ONNX file, or a CLIP or SigLIP model in the Hugging Face layout.
 *
 * @param baseFolder - Folder that paths are relative to.
 * @returns An encoder, to be closed after use: it holds a thread.
 * @throws EncoderError if the model is not found or does not load; the hint says what to do.
 * @example
 * const config = { dataset: {}, encoder: { model: 'models/clip' } }
 * const { encoder } = parseConfig(config, 'faultline.json')
 * if (encoder === undefined) throw new Error('no encoder')
 * const images = await loadImageEncoder(encoder, '.')
 * const embeddings = await images.encode([await images.prepare(await readFile('cat.jpg'))])
 * await images.close()
 */
export function loadImageEncoder(config: EncoderConfig, baseFolder: string): Promise<ImageEncoder> {
  if (!('onnx' in config)) return loadHubImageEncoder(config, baseFolder)
  const { onnx, ...rest } = config
  const file = resolve(baseFolder, onnx)
  return openOnnxImageModel({ key: 'encoder', name: onnx, file, ...rest })
}
