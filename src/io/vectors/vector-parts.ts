import { readdir } from 'node:fs/promises'
import { DataError } from '../../run/errors.ts'
import { isObject, joinInput } from '../objects/address.ts'
import { listObjects } from '../objects/list-objects.ts'
import { openNpyRows } from './npy-rows.ts'
import { checkRange, gatherRows, type RowReader } from './row-reader.ts'

/** Folder of the parts inside the folder that clip-retrieval writes. */
const PARTS = 'img_emb'
const METADATA = 'metadata'
/** Parts open at the same time. */
const OPEN = 4
const BLOCK_ROWS = 1024

/**
 * Vectors in parts, as clip-retrieval and our own jobs write them: `img_emb/img_emb_0.npy` and so on, or `.npy` files right in
 * the folder. They are read in the order of their numbers, a few files open at a time.
 *
 * @throws DataError if there are none, or their widths differ.
 */
export async function openVectorParts(folder: string): Promise<RowReader> {
  const files = await partsIn(folder)
  const starts = [0]
  let width: RowReader | undefined
  for (const file of files) {
    const reader = await openNpyRows(file)
    await reader.close()
    width ??= reader.rows > 0 ? reader : undefined
    if (width && reader.rows > 0 && reader.cols !== width.cols) {
      throw new DataError(
        `Cannot read vectors "${file}": ${reader.cols} numbers a row, expected ${width.cols} as in the other parts`,
        { path: file },
      )
    }
    starts.push((starts.at(-1) ?? 0) + reader.rows)
  }
  const rows = starts.at(-1) ?? 0
  const cols = width?.cols ?? 0
  const open = new Map<number, Promise<RowReader>>()

  const readerOf = async (part: number): Promise<RowReader> => {
    const found = open.get(part) ?? openNpyRows(files[part] ?? '')
    open.delete(part)
    open.set(part, found)
    const [oldest] = open
    if (open.size > OPEN && oldest) {
      open.delete(oldest[0])
      await (await oldest[1]).close()
    }
    return found
  }
  const readRows = async (start: number, count: number, room?: Float32Array) => {
    checkRange(start, count, rows)
    let out = new Float32Array()
    for (let row = start; row < start + count; ) {
      const part = partOf(starts, row)
      const first = starts[part] ?? 0
      const end = Math.min(starts[part + 1] ?? rows, start + count)
      const reader = await readerOf(part)
      const isWhole = end - row === count
      const block = await reader.readRows(row - first, end - row, isWhole ? room : undefined)
      if (isWhole) return block
      if (row === start) out = new Float32Array(count * cols)
      out.set(block, (row - start) * cols)
      row = end
    }
    return out
  }
  return {
    path: folder,
    rows,
    cols,
    readRows,
    readRowList: (list) => gatherRows(list, cols, BLOCK_ROWS, readRows),
    close: async () => {
      for (const reader of open.values()) await (await reader).close()
      open.clear()
    },
  }
}

/** The last part that starts at or before a row; parts without rows are passed over. */
function partOf(starts: readonly number[], row: number): number {
  let [low, high] = [0, starts.length - 1]
  while (high - low > 1) {
    const middle = (low + high) >> 1
    if ((starts[middle] ?? 0) <= row) low = middle
    else high = middle
  }
  return low
}

/** The `.npy` files of a folder by their numbers: part_2 before part_10. @throws DataError if there are none. */
export async function partsIn(folder: string): Promise<string[]> {
  const inner = await filesIn(joinInput(folder, PARTS), '.npy')
  const files = inner.length > 0 ? inner : await filesIn(folder, '.npy')
  if (files.length > 0) return files
  throw new DataError(`Cannot read vectors "${folder}": no .npy file, expected parts of vectors`, {
    path: folder,
  })
}

/** The tables beside the parts, `metadata/*.parquet`, that tell whose each row is; none where there are none. */
export const partMetadata = (folder: string): Promise<string[]> =>
  filesIn(joinInput(folder, METADATA), '.parquet')

async function filesIn(folder: string, extension: string): Promise<string[]> {
  const names: string[] = isObject(folder)
    ? (await listObjects(folder)).filter((name) => !name.includes('/'))
    : await readdir(folder).catch(() => [])
  const byNumber = new Intl.Collator('en', { numeric: true })
  return names
    .filter((name) => name.endsWith(extension) && !name.startsWith('.'))
    .sort(byNumber.compare)
    .map((name) => joinInput(folder, name))
}
