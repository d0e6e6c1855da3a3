import { randomUUID } from 'node:crypto'
import { mkdir, open, readdir, rename, rm, writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { fileError, isSystemError } from './file-error.ts'

/**
 * Writes a file whole or not at all: under a temporary name in the same folder, flushed to the disk, then renamed.
 * Makes the folder if it is missing. A killed process may leave a temporary file: see {@link removeTemporaryFiles}.
 *
 * @param path - The file to be; one that exists is replaced in the same instant.
 * @param write - Writes everything to the temporary path it is given.
 * @param options - `flushed: false` is faster, for files that are easily made again after a power cut.
 * @throws DataError if the disk refuses, for want of space or permission; then nothing is left behind.
 */
export async function writeAtomic(
  path: string,
  write: (temporary: string) => Promise<void>,
  { flushed = true }: { flushed?: boolean } = {},
): Promise<void> {
  const folder = dirname(path)
  const temporary = join(folder, `.${basename(path).slice(0, 100)}.${randomUUID()}.tmp`)
  try {
    await mkdir(folder, { recursive: true })
    await write(temporary)
    if (flushed) await flush(temporary)
    await renamePatiently(temporary, path)
  } catch (cause) {
    await rm(temporary, { force: true })
    throw isSystemError(cause) ? fileError(cause, 'write', path) : cause
  }
}

/** Waits between tries, in milliseconds: more than a second in all. */
const WAITS = [10, 30, 100, 300, 1000]

/** On Windows, a file that a scanner or a reader holds open cannot be replaced for a moment. */
async function renamePatiently(from: string, to: string): Promise<void> {
  for (const milliseconds of WAITS) {
    try {
      return await rename(from, to)
    } catch (error) {
      const { code = '' } = error as NodeJS.ErrnoException
      if (process.platform !== 'win32' || !['EPERM', 'EBUSY', 'EACCES'].includes(code)) throw error
      await wait(milliseconds)
    }
  }
  return rename(from, to)
}

/** Writes bytes or UTF-8 text: see {@link writeAtomic}. */
export function writeBytes(path: string, content: Uint8Array | string): Promise<void> {
  return writeAtomic(path, (temporary) => writeFile(temporary, content))
}

/**
 * Writes JSON, indented by two spaces, keys in the order of the object, with a newline at the end.
 * See {@link writeAtomic}.
 */
export function writeJson(path: string, value: unknown): Promise<void> {
  return writeBytes(path, `${JSON.stringify(value, null, 2)}\n`)
}

/** Names that {@link writeAtomic} gives, and nobody else. */
const TEMPORARY = /^\..*\.[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\.tmp$/

export const isTemporary = (path: string): boolean => TEMPORARY.test(basename(path))

/** Removes what killed writers have left in a folder and below. Nobody else may be writing there. */
export async function removeTemporaryFiles(folder: string): Promise<void> {
  const names = await readdir(folder, { recursive: true })
  const left = names.filter(isTemporary)
  for (const name of left) await rm(join(folder, name), { force: true })
}

async function flush(file: string): Promise<void> {
  const handle = await open(file, 'r+')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}
