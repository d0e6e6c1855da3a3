import type { FileHandle } from 'node:fs/promises'
import { promisify } from 'node:util'
import { crc32, inflateRaw } from 'node:zlib'
import { DataError } from '../../run/errors.ts'
import { readBytes } from '../files/read-bytes.ts'

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
const END_SIZE = 22
const ZIP64 = 0xffffffff
const inflate = promisify(inflateRaw)

/**
 * Files of a zip archive, by its central directory.
 *
 * @throws DataError if it is damaged, encrypted, compressed in another way, or so large that it is zip64.
 * @see PKWARE, "APPNOTE: .ZIP File Format Specification", sections 4.3.7, 4.3.12 and 4.3.16.
 */
export async function zipEntries(
  file: FileHandle,
  path: string,
  size: number,
): Promise<ZipEntry[]> {
  const { count, start, length } = await findDirectory(file, path, size)
  const bytes = await readBytes(file, path, start, length)
  const view = viewOf(bytes)
  const entries: ZipEntry[] = []
  let at = 0
  while (entries.length < count) {
    if (at + 46 > length || view.getUint32(at, true) !== 0x02014b50) {
      throw zipError(path, 'its directory is damaged')
    }
    const nameLength = view.getUint16(at + 28, true)
    const name = new TextDecoder().decode(bytes.subarray(at + 46, at + 46 + nameLength))
    checkMethod(path, name, view, at)
    const compressedSize = view.getUint32(at + 20, true)
    const local = view.getUint32(at + 42, true)
    entries.push({
      name,
      isDeflated: view.getUint16(at + 10, true) === 8,
      position: await dataPosition(file, path, size, local, compressedSize),
      compressedSize,
      size: view.getUint32(at + 24, true),
      crc: view.getUint32(at + 16, true),
    })
    at += 46 + nameLength + view.getUint16(at + 30, true) + view.getUint16(at + 32, true)
  }
  return entries
}

/**
 * Bytes of a file in an archive. Never takes more memory than the archive could hold.
 *
 * @throws DataError if they are not as many as declared, or their checksum is wrong.
 */
export async function readZipEntry(
  file: FileHandle,
  path: string,
  entry: ZipEntry,
): Promise<Uint8Array> {
  const { name, compressedSize, size, isDeflated } = entry
  if (size > (isDeflated ? MAX_RATIO * compressedSize : compressedSize)) {
    throw zipError(
      path,
      `"${name}" claims ${size} bytes in ${compressedSize}, more than there can be`,
    )
  }
  const packed = await readBytes(file, path, entry.position, compressedSize)
  const bytes = isDeflated
    ? await inflate(packed, { maxOutputLength: Math.max(1, size) }).catch((cause) => {
        throw zipError(path, `"${name}" does not unpack to ${size} bytes: ${cause.message}`)
      })
    : packed
  if (bytes.length !== size) {
    throw zipError(path, `"${name}" has ${bytes.length} bytes, expected ${size}`)
  }
  if (crc32(bytes) !== entry.crc) throw zipError(path, `the checksum of "${name}" is wrong`)
  return bytes
}

async function findDirectory(file: FileHandle, path: string, size: number) {
  const tailSize = Math.min(size, END_SIZE + 65_535)
  const tail = viewOf(await readBytes(file, path, size - tailSize, tailSize))
  let end = tailSize - END_SIZE
  while (end >= 0 && tail.getUint32(end, true) !== 0x06054b50) end--
  if (end < 0) throw zipError(path, 'no central directory; it is cut off or of another format')
  const count = tail.getUint16(end + 10, true)
  const length = tail.getUint32(end + 12, true)
  const start = tail.getUint32(end + 16, true)
  if (count === 0xffff || start === ZIP64) throw zip64Error(path)
  if (start + length > size) throw zipError(path, 'its directory lies outside of it')
  return { count, start, length }
}

function checkMethod(path: string, name: string, view: DataView, at: number): void {
  const flags = view.getUint16(at + 8, true)
  const method = view.getUint16(at + 10, true)
  const sizes = [at + 20, at + 24, at + 42].map((field) => view.getUint32(field, true))
  if (sizes.includes(ZIP64)) throw zip64Error(path)
  if (flags & 1) throw zipError(path, `"${name}" is encrypted`)
  if (method !== 0 && method !== 8) {
    throw zipError(path, `"${name}" has compression ${method}, expected 0 (stored) or 8 (deflated)`)
  }
}

/** The data follow a local header with fields of its own length. */
async function dataPosition(
  file: FileHandle,
  path: string,
  size: number,
  local: number,
  length: number,
): Promise<number> {
  const header = viewOf(await readBytes(file, path, local, 30))
  if (header.getUint32(0, true) !== 0x04034b50) throw zipError(path, 'a local header is damaged')
  const position = local + 30 + header.getUint16(26, true) + header.getUint16(28, true)
  if (position + length > size) throw zipError(path, 'a file of it is cut off')
  return position
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}

function zipError(path: string, found: string): DataError {
  return new DataError(`Cannot read "${path}" as a zip archive: ${found}`, { path })
}

function zip64Error(path: string): DataError {
  return new DataError(`Cannot read "${path}": zip64, expected an archive of less than 4 GB`, {
    path,
    hint: 'save large arrays as .npy',
  })
}
