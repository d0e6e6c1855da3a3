import { readdir, stat } from 'node:fs/promises'
import { join, relative, resolve } from 'node:path'
import { inputOfFile, inputOfFolder } from '../io/digest.ts'
import type { EncoderConfig } from '../run/config.ts'
import type { InputRecord } from '../run/manifest.ts'

/** Files of a model folder that its results depend on. */
const MODEL_FILE = /\.(json|onnx|onnx_data|txt)$/

/** What a run records of an encoder's files; nothing of one that is named by its id on the Hub. */
export async function encoderFiles(
  config: EncoderConfig,
  baseFolder: string,
): Promise<InputRecord[]> {
  if ('onnx' in config) return [await inputOfFile(resolve(baseFolder, config.onnx), config.onnx)]
  const folder = resolve(baseFolder, config.model)
  const isFolder = await stat(folder).then(
    (stats) => stats.isDirectory(),
    () => false,
  )
  if (!isFolder) return []
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const names = entries
    .filter((entry) => entry.isFile() && MODEL_FILE.test(entry.name))
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
  return [await inputOfFolder(folder, names, config.model)]
}
