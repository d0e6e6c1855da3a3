import { DataError } from '../../run/errors.ts'

/**
 * The bytes of one file of a tar archive, as a view.
 *
 * @throws DataError if there is no such file.
 * @see POSIX.1-1988, the ustar format: a header of 512 bytes, name at 0, size in octal at 124, content padded to 512.
 */
export function readTarEntry(tar: Buffer, name: string): Buffer {
  const text = (start: number, length: number) =>
    tar
      .toString('latin1', start, start + length)
      .split('\0', 1)[0]
      ?.trim() ?? ''
  for (let at = 0; at + 512 <= tar.length && tar[at] !== 0; ) {
    const size = Number.parseInt(text(at + 124, 12), 8)
    if (text(at, 100) === name) return tar.subarray(at + 512, at + 512 + size)
    at += 512 * (1 + Math.ceil(size / 512))
  }
  throw new DataError(`Cannot read "${name}" from an archive: no such file in it`)
}
