import { resolve } from 'node:path'
import type { OnnxEncoderConfig } from '../run/config.ts'
import type { ImageEncoder } from './image-model.ts'
import { openOnnxImageModel } from './onnx-image-model.ts'

/**
 * Any image encoder that comes as one ONNX file.
 *
 * @param config - `encoder` of the config, with `onnx`.
 * @param baseFolder - Folder that its path is relative to.
 * @throws EncoderError if the file does not load or does not take the images that the config describes.
 */
export function loadOnnxEncoder(
  { onnx, ...rest }: OnnxEncoderConfig,
  baseFolder: string,
): Promise<ImageEncoder> {
  return openOnnxImageModel({
    key: 'encoder',
    name: onnx,
    file: resolve(baseFolder, onnx),
    ...rest,
  })
}
