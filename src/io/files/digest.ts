import { createHash } from 'node:crypto'
import type { Effects } from '../../run/effects.ts'
import type { InputRecord } from '../../run/manifest.ts'
import { isObject, joinInput } from '../objects/address.ts'
import { markDigest, openObject } from '../objects/open-object.ts'
import { fileError } from './file-error.ts'
import { mapBounded } from './map-bounded.ts'
import { openFile } from './read-bytes.ts'

/** Files of a folder that are read at the same time. */
const PARALLEL = 16
const CHUNK_BYTES = 2 ** 18

/**
 * sha256 of a file's bytes, as 64 hexadecimal digits. Streams: memory does not grow with the file. Of an object in a store
 * it is the sha256 of what the store says of it, length and ETag, and nothing else is read.
 *
 * @throws DataError if the file cannot be read.
 */
export async function digestFile(path: string): Promise<string> {
  return (await sizeAndDigest(path)).sha256
}

/** Size and sha256 of a file. */
export interface FileDigest {
  size: number
  sha256: string
}

export async function sizeAndDigest(path: string): Promise<FileDigest> {
  if (isObject(path)) {
    const { size, mark } = await openObject(path)
    const sha256 = markDigest(size, mark)
    if (sha256 !== undefined) return { size, sha256 }
  }
  const hash = createHash('sha256')
  const { file, size } = await openFile(path)
  const chunk = new Uint8Array(Math.min(CHUNK_BYTES, size))
  try {
    for (let at = 0; at < size; ) {
      const { bytesRead } = await file.read(chunk, 0, Math.min(chunk.length, size - at), at)
      if (bytesRead === 0) throw new Error(`it ends at byte ${at}, ${size} when it was opened`)
      hash.update(chunk.subarray(0, bytesRead))
      at += bytesRead
    }
  } catch (cause) {
    throw fileError(cause, 'read', path)
  } finally {
    await file.close()
  }
  return { size, sha256: hash.digest('hex') }
}

/** What a run records of one input file. */
export async function inputOfFile(path: string, namedAs: string): Promise<InputRecord> {
  return { path: namedAs, files: 1, ...(await sizeAndDigest(path)) }
}

/**
 * Digests of the files of a folder, each read once, by name in the order of the names by code unit.
 *
 * @throws DataError if a file cannot be read; the signal's reason if it is aborted.
 */
export async function digestFiles(
  folder: string,
  names: readonly string[],
  effects: Effects = {},
): Promise<Map<string, FileDigest>> {
  let done = 0
  const sorted = [...new Set(names)].sort()
  const files = await mapBounded(sorted, PARALLEL, async (name) => {
    effects.signal?.throwIfAborted()
    const digest = await sizeAndDigest(joinInput(folder, name))
    done += 1
    if (done % 1000 === 0) {
      effects.onProgress?.({ step: 'digest', done, total: sorted.length, unit: 'files' })
    }
    return [name, digest] as const
  })
  return new Map(files)
}

/** What a run records of the files of a folder: the digest is that of the lines `name TAB sha256`, in their order. */
export function inputOfFiles(files: ReadonlyMap<string, FileDigest>, namedAs: string): InputRecord {
  const hash = createHash('sha256')
  let bytes = 0
  for (const [name, { size, sha256 }] of files) {
    hash.update(`${name}\t${sha256}\n`)
    bytes += size
  }
  return { path: namedAs, files: files.size, size: bytes, sha256: hash.digest('hex') }
}
