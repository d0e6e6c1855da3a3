import { stat } from 'node:fs/promises'
import { relative } from 'node:path'
import type { InputRecord } from '../../run/manifest.ts'
import { digestFiles, inputOfFile, inputOfFiles } from '../files/digest.ts'
import { partMetadata, partsIn } from './vector-parts.ts'

/** What a run records of vectors: of one file, or of a folder with its parts and the tables that tell whose they are. */
export async function vectorInput(path: string, namedAs: string): Promise<InputRecord> {
  const found = await stat(path).catch(() => undefined)
  if (!found?.isDirectory()) return inputOfFile(path, namedAs)
  const files = [...(await partsIn(path)), ...(await partMetadata(path))]
  const names = files.map((file) => relative(path, file).replaceAll('\\', '/'))
  return inputOfFiles(await digestFiles(path, names), namedAs)
}
