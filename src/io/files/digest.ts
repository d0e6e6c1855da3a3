import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import type { Effects } from '../../run/effects.ts'
import type { InputRecord } from '../../run/manifest.ts'
import { fileError } from './file-error.ts'
import { mapBounded } from './map-bounded.ts'

/** Files of a folder that are read at the same time. */
const PARALLEL = 16

/**
 * sha256 of a file's bytes, as 64 hexadecimal digits. Streams: memory does not grow with the file.
 *
 * @throws DataError if the file cannot be read.
 */
export async function digestFile(path: string): Promise<string> {
  const hash = createHash('sha256')
  try {
    await pipeline(createReadStream(path), hash)
  } catch (cause) {
    throw fileError(cause, 'read', path)
  }
  return hash.digest('hex')
}

/** What a run records of one input file. */
export async function inputOfFile(path: string, namedAs: string): Promise<InputRecord> {
  const sha256 = await digestFile(path)
  const { size } = await stat(path)
  return { path: namedAs, files: 1, size, sha256 }
}

/**
 * What a run records of the files of a folder: the digest is that of the lines `name TAB sha256`, in the order of
 * the names by code unit, so it does not depend on the order of the list.
 *
 * @param folder - Root of the names.
 * @param names - Relative paths.
 * @param namedAs - Path of the folder in the record.
 * @throws DataError if a file cannot be read; the signal's reason if it is aborted.
 */
export async function inputOfFolder(
  folder: string,
  names: readonly string[],
  namedAs: string,
  effects: Effects = {},
): Promise<InputRecord> {
  let done = 0
  const sorted = [...new Set(names)].sort()
  const files = await mapBounded(sorted, PARALLEL, async (name) => {
    effects.signal?.throwIfAborted()
    const path = join(folder, name)
    const sha256 = await digestFile(path)
    const { size } = await stat(path)
    done += 1
    if (done % 1000 === 0) {
      effects.onProgress?.({ step: 'digest', done, total: sorted.length, unit: 'files' })
    }
    return { line: `${name}\t${sha256}\n`, size }
  })
  const hash = createHash('sha256')
  for (const { line } of files) hash.update(line)
  const size = files.reduce((sum, file) => sum + file.size, 0)
  return { path: namedAs, files: sorted.length, size, sha256: hash.digest('hex') }
}
