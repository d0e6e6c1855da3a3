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

/** The files of a model, with their digests. @param namedAs - The model, as the config names it. */
export function modelFiles(files: readonly string[], namedAs: string): Promise<ReadFile[]> {
  return Promise.all(
    files.map(async (path) => {
      const name = basename(path)
      const input = await inputOfFile(path, namedAs.endsWith(name) ? namedAs : `${namedAs}/${name}`)
      return { path, input }
    }),
  )
}

/**
 * To be called before a finished run's model is used again, perhaps on another machine: another model of the same name would
 * give vectors that cannot be compared with the run's.
 *
 * @throws RunError if a file is not the one that the run was made with.
 */
export function checkRecorded(
  files: readonly InputRecord[],
  { folder, manifest }: { folder: string; manifest: { inputs: readonly InputRecord[] } },
): void {
  for (const { path, sha256 } of files) {
    const recorded = manifest.inputs.find((input) => input.path === path)
    if (recorded === undefined || recorded.sha256 === sha256) continue
    throw new RunError(
      `Cannot use "${path}" with run "${folder}": sha256 ${sha256.slice(0, 12)}…, expected ${recorded.sha256.slice(0, 12)}…, of which the run was made`,
      { folder, hint: 'restore the file, or run the config again' },
    )
  }
}

export const digestsOf = (files: readonly ReadFile[]): string[] =>
  files.map(({ input }) => input.sha256)

/** To be called when files have been read: they were digested before that. @throws RunError if one is not what it was. */
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
