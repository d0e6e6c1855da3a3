import { resolve } from 'node:path'
import type { EncoderConfig } from '../run/config.ts'
import { openModelFolder } from './hub-folder.ts'
import { locateTower } from './hub-model.ts'
import { encoderOutput, modelPorts } from './model-ports.ts'

/** The ONNX file that embeds images, and its output that is the embedding. */
export interface ImageTower {
  /** Absolute path. */
  file: string
  output: string
}

/**
 * Where the image tower of an encoder lies, for what is to be built onto it.
 *
 * @throws EncoderError if the model is not found or does not load.
 */
export async function imageTower(config: EncoderConfig, baseFolder: string): Promise<ImageTower> {
  if (!('onnx' in config)) {
    return locateTower(await openModelFolder(config, baseFolder), config, 'image')
  }
  const file = resolve(baseFolder, config.onnx)
  if (config.output !== undefined) return { file, output: config.output }
  const { outputs } = await modelPorts(file, baseFolder)
  return { file, output: encoderOutput({ outputs, file }) ?? '' }
}
