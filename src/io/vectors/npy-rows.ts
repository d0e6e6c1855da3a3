import { type FileHandle, open } from 'node:fs/promises'
import { type OpenFile, readBytes } from '../files/read-bytes.ts'
import { writeAtomic } from '../files/write-atomic.ts'
import { itemSize } from './dtype.ts'
import { checkSize, matrixShape } from './npy.ts'
import { formatNpyHeader, HEADER_LIMIT, parseNpyHeader } from './npy-header.ts'
import { fileRows, openRows, type RowReader } from './row-reader.ts'

/**
 * Rows of a two-dimensional `.npy` file, read on demand: memory does not grow with the file. A one-dimensional
 * array is one column.
 *
 * @throws DataError if the file is missing, damaged, cut off or of another number of dimensions.
 */
export function openNpyRows(path: string): Promise<RowReader> {
  return openRows(path, (file, size) => npyRowsAt(path, file, 0, size))
}

/** Rows of a `.npy` file that lies inside another file, uncompressed. */
export async function npyRowsAt(
  path: string,
  file: OpenFile,
  position: number,
  size: number,
): Promise<RowReader> {
  const start = await readBytes(file, path, position, Math.min(size, HEADER_LIMIT))
  const { shape, dtype, littleEndian, fortranOrder, offset } = parseNpyHeader(start, path)
  const { rows, cols } = matrixShape(shape, path)
  checkSize(path, size, offset + rows * cols * itemSize(dtype))
  const layout = { rows, cols, dtype, littleEndian, offset: position + offset }
  return fileRows(path, file, { ...layout, columnMajor: fortranOrder })
}

/**
 * Writes a float32[rows, cols] `.npy` file a block at a time, whole or not at all: it has its name only when `fill`
 * has returned and all rows are there.
 *
 * @param fill - Calls `append` with whole rows, float32[any, cols], in order.
 * @throws RangeError if there are more or fewer rows than said.
 * @throws DataError if the disk refuses.
 */
export function writeNpyRows(
  path: string,
  { rows, cols }: { rows: number; cols: number },
  fill: (append: (block: Float32Array) => Promise<void>) => Promise<void>,
): Promise<void> {
  return writeAtomic(path, async (temporary) => {
    const file = await open(temporary, 'w')
    let written = 0
    try {
      await writeAll(file, formatNpyHeader('<f4', [rows, cols]))
      await fill(async (block) => {
        written += block.length
        await writeAll(file, new Uint8Array(block.buffer, block.byteOffset, block.byteLength))
      })
    } finally {
      await file.close()
    }
    if (written !== rows * cols) {
      throw new RangeError(`${written / cols} rows written, expected ${rows}`)
    }
  })
}

async function writeAll(file: FileHandle, bytes: Uint8Array): Promise<void> {
  for (let at = 0; at < bytes.length; ) {
    const { bytesWritten } = await file.write(bytes, at, Math.min(bytes.length - at, 1 << 30))
    at += bytesWritten
  }
}
