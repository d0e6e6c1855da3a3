import { resolve } from 'node:path'
import type { EncoderConfig } from '../run/config.ts'
import { defaultStore, type ModelStore, openModelFolder } from './hub-folder.ts'
import { locateTower, type Tower } from './hub-model.ts'
import { externalData } from './onnx/external-data.ts'
import { checkModelFile } from './onnx/onnx-errors.ts'

/**
 * Absolute paths of the files that the results of an encoder depend on: their digests are its identity. A model of the Hub
 * is downloaded first.
 *
 * @param tower - Of a two-tower model.
 * @throws EncoderError if a Hub model is not found or cannot be downloaded.
 */
export async function encoderFiles(
  config: EncoderConfig,
  baseFolder: string,
  tower: Tower = 'image',
  store: ModelStore = defaultStore(),
): Promise<string[]> {
  if ('onnx' in config) return onnxFiles(config.onnx, baseFolder)
  const folder = await openModelFolder(config, baseFolder, store)
  const { file, inputs } = await locateTower(folder, config, tower)
  return [...(await onnxFiles(file, baseFolder)), ...inputs]
}

/** An ONNX file and the files beside it that hold weights of it, whatever their names. @throws EncoderError if it is missing. */
export async function onnxFiles(onnx: string, baseFolder: string): Promise<string[]> {
  const file = resolve(baseFolder, onnx)
  await checkModelFile(file)
  return [file, ...externalData(file)]
}
