import { basename } from 'node:path'
import { inputOfFile } from '../../io/files/digest.ts'
import type { InputRecord } from '../../run/manifest.ts'

/**
 * What a run records of a model's files.
 *
 * @param files - Absolute paths.
 * @param namedAs - The model, as the config names it.
 */
export function modelInputs(files: readonly string[], namedAs: string): Promise<InputRecord[]> {
  return Promise.all(
    files.map((file) => {
      const name = basename(file)
      return inputOfFile(file, namedAs.endsWith(name) ? namedAs : `${namedAs}/${name}`)
    }),
  )
}
