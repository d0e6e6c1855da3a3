import type { Matrix } from '../../core/vectors/matrix.ts'
import { type OpenFile, openFile, readInto } from '../files/read-bytes.ts'
import { type DType, decodeNumbers, itemSize } from './dtype.ts'

/** Vectors in a file, read a block of rows at a time. */
export interface RowReader {
  /** File, for messages. */
  path: string
  rows: number
  cols: number
  /**
   * Rows start to start + count - 1, float32[count, cols].
   *
   * @param room - For as many or more; what is read may stand in it. Of a loop over all rows: it needs no new memory, and a file
   *   of this machine is read without a thread between.
   */
  readRows(start: number, count: number, room?: Float32Array): Promise<Float32Array>
  /** Rows of a list, in its order, float32[rows.length, cols]. */
  readRowList(rows: ArrayLike<number>): Promise<Float32Array>
  close(): Promise<void>
}

/** Opens a file for rows that are read on demand. It is closed at once if there are none to be had. */
export async function openRows(
  path: string,
  open: (file: OpenFile, size: number) => Promise<RowReader>,
): Promise<RowReader> {
  const { file, size } = await openFile(path)
  try {
    return await open(file, size)
  } catch (error) {
    await file.close()
    throw error
  }
}

/** Where the rows of a file stand. */
export interface RowLayout {
  rows: number
  cols: number
  dtype: DType
  littleEndian: boolean
  /** The numbers of a column lie together, not those of a row. */
  columnMajor?: boolean
  /** Byte of the first number. */
  offset: number
}

/** Rows that lie apart by no more than this are read in one go. */
const GAP = 16
const BLOCK_BYTES = 1 << 22

/** Rows of fixed size in an open file. Takes over the handle: `close` closes it. */
export function fileRows(path: string, file: OpenFile, layout: RowLayout): RowReader {
  const { rows, cols, dtype, littleEndian, columnMajor = false, offset } = layout
  const item = itemSize(dtype)
  const rowBytes = cols * item
  const isAsStored = dtype === 'float32' && littleEndian
  const numbers = async (first: number, count: number, room?: Float32Array) => {
    const out = room?.subarray(0, count) ?? new Float32Array(count)
    const bytes = isAsStored
      ? new Uint8Array(out.buffer, out.byteOffset, out.byteLength)
      : new Uint8Array(count * item)
    await readInto(bytes, file, path, offset + first * item, { atOnce: room !== undefined })
    if (!isAsStored) decodeNumbers(bytes, dtype, littleEndian, out)
    return out
  }
  const readRows = async (start: number, count: number, room?: Float32Array) => {
    checkRange(start, count, rows)
    if (!columnMajor) return numbers(start * cols, count * cols, room)
    const out = new Float32Array(count * cols)
    for (let col = 0; col < cols; col++) {
      const column = await numbers(col * rows + start, count)
      for (let row = 0; row < count; row++) out[row * cols + col] = column[row] as number
    }
    return out
  }
  return {
    path,
    rows,
    cols,
    readRows,
    readRowList: (list) => gatherRows(list, cols, Math.max(1, BLOCK_BYTES / rowBytes), readRows),
    close: () => file.close(),
  }
}

/** @throws RangeError if there are no such rows. */
export function checkRange(start: number, count: number, rows: number): void {
  if (start >= 0 && count >= 0 && start + count <= rows) return
  throw new RangeError(`rows ${start} to ${start + count - 1} of ${rows}`)
}

/** Rows of a matrix that is in memory already, float32[rows, cols]. */
export function rowsInMemory(path: string, { data, rows, cols }: Matrix): RowReader {
  const readRows = async (start: number, count: number) =>
    data.slice(start * cols, (start + count) * cols)
  return {
    path,
    rows,
    cols,
    readRows,
    readRowList: (list) => gatherRows(list, cols, 1024, readRows),
    close: async () => undefined,
  }
}

/** Rows of a list, through reads of whole blocks wherever neighbours in the list are neighbours in the file. */
export async function gatherRows(
  list: ArrayLike<number>,
  cols: number,
  blockRows: number,
  readRows: (start: number, count: number) => Promise<Float32Array>,
): Promise<Float32Array> {
  if (isRun(list)) return readRows(list[0] ?? 0, list.length)
  const out = new Float32Array(list.length * cols)
  let at = 0
  while (at < list.length) {
    const start = list[at] as number
    let end = at + 1
    while (end < list.length && follows(list, end, start + blockRows)) end++
    const block = await readRows(start, (list[end - 1] as number) - start + 1)
    for (; at < end; at++) {
      const from = ((list[at] as number) - start) * cols
      out.set(block.subarray(from, from + cols), at * cols)
    }
  }
  return out
}

/** Whether rows come one after the other. */
function isRun(list: ArrayLike<number>): boolean {
  const first = list[0] ?? 0
  for (let i = 1; i < list.length; i++) if (list[i] !== first + i) return false
  return list.length > 0
}

function follows(list: ArrayLike<number>, at: number, limit: number): boolean {
  const row = list[at] as number
  const before = list[at - 1] as number
  return row >= before && row - before <= GAP && row < limit
}
