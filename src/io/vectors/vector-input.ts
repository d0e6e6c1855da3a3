import type { InputRecord } from '../../run/manifest.ts'
import { digestFiles, inputOfFile, inputOfFiles } from '../files/digest.ts'
import { isFolder } from '../files/is-folder.ts'
import { partMetadata, partsIn } from './vector-parts.ts'

/** What a run records of vectors: of one file, or of a folder with its parts and the tables that tell whose they are. */
export async function vectorInput(path: string, namedAs: string): Promise<InputRecord> {
  if (!(await isFolder(path))) return inputOfFile(path, namedAs)
  const files = [...(await partsIn(path)), ...(await partMetadata(path))]
  const start = path.replace(/[\\/]+$/, '').length + 1
  const names = files.map((file) => file.slice(start).replaceAll('\\', '/'))
  return inputOfFiles(await digestFiles(path, names), namedAs)
}
