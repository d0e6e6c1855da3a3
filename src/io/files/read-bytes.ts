import { readSync } from 'node:fs'
import { constants, type FileHandle, open } from 'node:fs/promises'
import { isObject } from '../objects/address.ts'
import { fetchObject } from '../objects/fetch-object.ts'
import { type OpenFile, openObject } from '../objects/open-object.ts'
import { fileError } from './file-error.ts'

export type { OpenFile }

/** Bytes of an open file. @throws DataError if it ends too early. */
export async function readBytes(
  file: OpenFile,
  path: string,
  position: number,
  length: number,
): Promise<Uint8Array> {
  const bytes = new Uint8Array(length)
  await readInto(bytes, file, path, position)
  return bytes
}

/**
 * Fills memory with bytes of an open file.
 *
 * @param options - `atOnce`: a file of this machine is read without a thread between, for a loop over a whole file, which the
 *   system reads ahead of it.
 * @throws DataError if it ends too early.
 */
export async function readInto(
  bytes: Uint8Array,
  file: OpenFile,
  path: string,
  position: number,
  { atOnce = false } = {},
): Promise<void> {
  try {
    for (let at = 0; at < bytes.length; ) {
      const step = Math.min(bytes.length - at, 1 << 30)
      const count =
        atOnce && file.fd !== undefined
          ? readSync(file.fd, bytes, at, step, position + at)
          : (await file.read(bytes, at, step, position + at)).bytesRead
      if (count === 0) {
        throw new Error(`it ends at byte ${position + at}, expected ${position + bytes.length}`)
      }
      at += count
    }
  } catch (cause) {
    throw fileError(cause, 'read', path)
  }
}

/** Opens a file for reading and tells its size. @throws DataError if it cannot. */
export async function openFile(path: string): Promise<{ file: OpenFile; size: number }> {
  if (isObject(path)) return openObject(path)
  let file: FileHandle | undefined
  try {
    // A pipe would be waited for until somebody writes to it.
    file = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0))
    const stats = await file.stat()
    if (stats.isDirectory()) throw new Error('it is a folder, expected a file')
    if (!stats.isFile()) throw new Error('it is a pipe or device, expected a file')
    return { file, size: stats.size }
  } catch (cause) {
    await file?.close()
    throw fileError(cause, 'read', path)
  }
}

/** What is read from a file, which is closed then. @throws DataError if it cannot be opened. */
export async function withFile<T>(
  path: string,
  read: (file: OpenFile, size: number) => Promise<T>,
): Promise<T> {
  const { file, size } = await openFile(path)
  try {
    return await read(file, size)
  } finally {
    await file.close()
  }
}

/** All bytes of a file. @throws DataError if it cannot be read. */
export async function readWhole(path: string): Promise<Uint8Array> {
  if (isObject(path)) return (await fetchObject(path)).bytes
  return withFile(path, (file, size) => readBytes(file, path, 0, size))
}
