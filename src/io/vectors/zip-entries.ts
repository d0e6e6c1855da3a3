import { promisify } from 'node:util'
import { crc32, inflateRaw } from 'node:zlib'
import { type Entry, fromFdPromise, type ZipFile } from 'yauzl'
import { DataError } from '../../run/errors.ts'
import { type OpenFile, readBytes } from '../files/read-bytes.ts'

/** A file in a zip archive. */
export interface ZipEntry {
  name: string
  isDeflated: boolean
  /** Byte of its data in the archive. */
  position: number
  compressedSize: number
  size: number
  crc: number
}

/** Deflate shrinks by no more than this: a larger claim is false. */
const MAX_RATIO = 1032
/** Bytes that one file may unpack to in memory. */
const MAX_UNPACKED = 2 ** 30
const MAX_ENTRIES = 10_000
const inflate = promisify(inflateRaw)

/**
 * Files of a zip archive, zip64 included, by its central directory.
 *
 * @throws DataError if it is damaged, encrypted, compressed in another way, or names a file twice.
 */
export async function zipEntries(file: OpenFile, path: string): Promise<ZipEntry[]> {
  const entries = new Map<string, ZipEntry>()
  if (file.fd === undefined) {
    throw zipError(path, 'it lies in a store', 'save the array as .npy, or download the archive')
  }
  try {
    const zip = await fromFdPromise(file.fd, { autoClose: false, lazyEntries: true })
    if (zip.entryCount > MAX_ENTRIES) throw new Error(`${zip.entryCount} files in it`)
    for await (const entry of zip.eachEntry()) {
      if (entries.has(entry.fileName))
        throw new Error(`two files in it are named "${entry.fileName}"`)
      entries.set(entry.fileName, await entryOf(zip, entry))
    }
  } catch (cause) {
    throw zipError(path, (cause as Error).message)
  }
  return [...entries.values()]
}

async function entryOf(zip: ZipFile, entry: Entry): Promise<ZipEntry> {
  const {
    fileName: name,
    compressedSize,
    uncompressedSize: size,
    compressionMethod: method,
  } = entry
  if (entry.isEncrypted()) throw new Error(`"${name}" is encrypted`)
  if (method !== 0 && method !== 8) {
    throw new Error(`"${name}" has compression ${method}, expected 0 (stored) or 8 (deflated)`)
  }
  const isDeflated = method === 8
  if (isDeflated ? size > MAX_RATIO * compressedSize : size !== compressedSize) {
    throw new Error(`"${name}" claims ${size} bytes in ${compressedSize}, which cannot be`)
  }
  const { fileDataStart: position } = await zip.readLocalFileHeaderPromise(entry, { minimal: true })
  return { name, isDeflated, position, compressedSize, size, crc: entry.crc32 }
}

/**
 * Bytes of a file in an archive.
 *
 * @throws DataError if they are not as many as declared, more than 1 GiB, or their checksum is wrong.
 */
export async function readZipEntry(
  file: OpenFile,
  path: string,
  { name, compressedSize, size, isDeflated, position, crc }: ZipEntry,
): Promise<Uint8Array> {
  if (size > MAX_UNPACKED) {
    const found = `"${name}" unpacks to ${size} bytes, expected at most ${MAX_UNPACKED}`
    throw zipError(path, found, 'save the array as .npy, or uncompressed with numpy.savez')
  }
  const packed = await readBytes(file, path, position, compressedSize)
  const bytes = isDeflated
    ? await inflate(packed, { maxOutputLength: Math.max(1, size) }).catch((cause) => {
        throw zipError(path, `"${name}" does not unpack to ${size} bytes: ${cause.message}`)
      })
    : packed
  if (bytes.length !== size) {
    throw zipError(path, `"${name}" has ${bytes.length} bytes, expected ${size}`)
  }
  if (crc32(bytes) !== crc) throw zipError(path, `the checksum of "${name}" is wrong`)
  return bytes
}

function zipError(path: string, found: string, hint?: string): DataError {
  return new DataError(`Cannot read "${path}" as a zip archive: ${found}`, { path, hint })
}
