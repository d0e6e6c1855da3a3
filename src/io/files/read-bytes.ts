import { constants, type FileHandle, open } from 'node:fs/promises'
import { isObject } from '../objects/address.ts'
import { fetchObject } from '../objects/fetch-object.ts'
import { type OpenFile, openObject } from '../objects/open-object.ts'
import { fileError } from './file-error.ts'

export type { OpenFile }

/**
 * Bytes of an open file.
 *
 * @param bytes - Room for them.
 * @throws DataError if it ends too early.
 */
export async function readBytes(
  file: OpenFile,
  path: string,
  position: number,
  length: number,
  bytes: Uint8Array = new Uint8Array(length),
): Promise<Uint8Array> {
  let filled = 0
  try {
    while (filled < length) {
      const step = Math.min(length - filled, 1 << 30)
      const { bytesRead } = await file.read(bytes, filled, step, position + filled)
      if (bytesRead === 0) {
        throw new Error(`it ends at byte ${position + filled}, expected ${position + length}`)
      }
      filled += bytesRead
    }
  } catch (cause) {
    throw fileError(cause, 'read', path)
  }
  return bytes
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

/** All bytes of a file. @throws DataError if it cannot be read. */
export async function readWhole(path: string): Promise<Uint8Array> {
  if (isObject(path)) return (await fetchObject(path)).bytes
  const { file, size } = await openFile(path)
  try {
    return await readBytes(file, path, 0, size)
  } finally {
    await file.close()
  }
}
