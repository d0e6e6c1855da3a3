import { join } from 'node:path'
import { digestFile } from '../../io/files/digest.ts'
import { RUN_FILES } from '../../run/files.ts'
import { digestJson } from '../run-folder/digest-json.ts'

/** Of the files that the scores depend on. */
export async function digestScorer(runFolder: string): Promise<string> {
  const files = [RUN_FILES.directions, RUN_FILES.normals, RUN_FILES.standardizer]
  return digestJson(await Promise.all(files.map((file) => digestFile(join(runFolder, file)))))
}
