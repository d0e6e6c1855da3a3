import { basename } from 'node:path'
import { digestFile, inputOfFile } from '../../io/files/digest.ts'
import { RunError } from '../../run/errors.ts'
import type { InputRecord } from '../../run/manifest.ts'

/** A file that a step reads, and its digest when the run began. */
export interface ReadFile {
  /** Absolute. */
  path: string
  /** What the run records of it. */
  input: InputRecord
}

/**
 * The files of a model, with their digests.
 *
 * @param files - Absolute paths.
 * @param namedAs - The model, as the config names it.
 */
export function modelFiles(files: readonly string[], namedAs: string): Promise<ReadFile[]> {
  return Promise.all(
    files.map(async (path) => {
      const name = basename(path)
      const input = await inputOfFile(path, namedAs.endsWith(name) ? namedAs : `${namedAs}/${name}`)
      return { path, input }
    }),
  )
}

export const digestsOf = (files: readonly ReadFile[]): string[] =>
  files.map(({ input }) => input.sha256)

/**
 * To be called when files have been read: they were digested before that.
 *
 * @throws RunError if one is not what it was.
 */
export async function checkUnchanged(
  files: readonly ReadFile[],
  digestOf: (path: string) => Promise<string> = digestFile,
): Promise<void> {
  for (const { path, input } of files) {
    if ((await digestOf(path)) === input.sha256) continue
    throw new RunError(`Cannot use "${path}": it changed while it was being read`, {
      hint: 'the same command starts again with the file as it is now',
    })
  }
}
