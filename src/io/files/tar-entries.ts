import { DataError } from '../../run/errors.ts'
import { type OpenFile, readBytes, withFile } from './read-bytes.ts'

/** A file in an archive. */
export interface TarEntry {
  name: string
  /** Byte of the archive at which it begins. */
  position: number
  size: number
}

const BLOCK = 512
/** A name longer than this is no name. */
const LONGEST_NAME = 1 << 16

/**
 * The files of a tar archive, in their order: POSIX ustar, with the long names of GNU and pax. Reads the headers alone.
 *
 * @throws DataError if it is no archive, or cut off.
 * @see POSIX.1-2001, pax: a header of 512 bytes, name at 0, size in octal at 124, type at 156, prefix at 345; content padded to 512.
 */
export function tarEntries(path: string): Promise<TarEntry[]> {
  return withFile(path, async (file, size) => {
    const entries: TarEntry[] = []
    let longName: string | undefined
    for (let at = 0; at + BLOCK <= size; ) {
      const header = Buffer.from(await readBytes(file, path, at, BLOCK))
      if (header.every((byte) => byte === 0)) break
      const length = sizeOf(header)
      const position = at + BLOCK
      if (!hasChecksum(header) || Number.isNaN(length) || position + length > size) {
        throw new DataError(
          `Cannot read archive "${path}": no file begins at byte ${at}, or it is cut off`,
          { path, hint: 'copy it again; a .tar.gz has to be unpacked with gunzip first' },
        )
      }
      const type = String.fromCharCode(header[156] as number)
      if (type === 'L' || type === 'x')
        longName = await readName(file, path, type, position, length)
      else {
        if (type === '0' || type === '\0')
          entries.push({ name: longName ?? nameOf(header), position, size: length })
        longName = undefined
      }
      at = position + BLOCK * Math.ceil(length / BLOCK)
    }
    return entries
  })
}

/** The bytes of one file of an archive that is in memory, as a view. @throws DataError if there is no such file. */
export function readTarEntry(tar: Buffer, name: string): Buffer {
  for (let at = 0; at + BLOCK <= tar.length && tar[at] !== 0; ) {
    const header = tar.subarray(at, at + BLOCK)
    const [start, length] = [at + BLOCK, sizeOf(header)]
    if (text(header, 0, 100) === name) return tar.subarray(start, start + length)
    at = start + BLOCK * Math.ceil(length / BLOCK)
  }
  throw new DataError(`Cannot read "${name}" from an archive: no such file in it`)
}

function text(header: Buffer, start: number, length: number): string {
  const field = header.subarray(start, start + length)
  const end = field.indexOf(0)
  return field.toString('utf8', 0, end < 0 ? length : end)
}

/** Octal digits, or GNU's binary number where the first bit is set. */
function sizeOf(header: Buffer): number {
  if ((header[124] as number) & 0x80) return Number(header.readBigUInt64BE(128))
  const digits = text(header, 124, 12).trim()
  return /^[0-7]+$/.test(digits) ? Number.parseInt(digits, 8) : Number.NaN
}

/** The sum of all bytes, those of the sum itself as blanks. */
function hasChecksum(header: Buffer): boolean {
  const told = Number.parseInt(text(header, 148, 8).trim(), 8)
  const sum = header.reduce((total, byte, i) => total + (i >= 148 && i < 156 ? 32 : byte), 0)
  return told === sum
}

function nameOf(header: Buffer): string {
  const prefix = text(header, 257, 5) === 'ustar' ? text(header, 345, 155) : ''
  return prefix === '' ? text(header, 0, 100) : `${prefix}/${text(header, 0, 100)}`
}

/** The name that is too long for the header of the file that follows. */
async function readName(
  file: OpenFile,
  path: string,
  type: 'L' | 'x',
  position: number,
  length: number,
): Promise<string | undefined> {
  if (length > LONGEST_NAME) return undefined
  const content = Buffer.from(await readBytes(file, path, position, length))
  if (type === 'L') return text(content, 0, length)
  return /(?:^|\n)\d+ path=([^\n]*)\n/.exec(content.toString('utf8'))?.[1]
}
