import { extname } from 'node:path'
import { DataError } from '../../run/errors.ts'
import { isFolder } from '../files/is-folder.ts'
import { openNpyRows } from './npy-rows.ts'
import { openNpzRows } from './npz.ts'
import type { RowReader } from './row-reader.ts'
import { openSafetensorRows } from './safetensors.ts'
import { openVectorParts } from './vector-parts.ts'

/** Vectors that are not finite are named up to this many. */
const NAMED = 5

/**
 * Precomputed vectors, one a row, read on demand as float32: a `.npy` file, an array of a `.npz`, a tensor of a
 * `.safetensors` or a list column of a `.parquet` file.
 *
 * @param key - Array, tensor or column. @default the only one
 * A folder holds them in parts: see `openVectorParts`.
 *
 * @throws DataError if the file is missing, damaged, cut off or not two-dimensional, or has several arrays.
 */
export async function openVectors(path: string, key?: string): Promise<RowReader> {
  if (await isFolder(path)) return openVectorParts(path)
  switch (extname(path).toLowerCase()) {
    case '.npy':
      return openNpyRows(path)
    case '.npz':
      return openNpzRows(path, key)
    case '.safetensors':
      return openSafetensorRows(path, key)
    case '.parquet':
      return (await import('./parquet-rows.ts')).openParquetRows(path, key)
    default:
      throw new DataError(
        `Cannot read vectors "${path}": unknown extension "${extname(path)}", expected .npy, .npz, .safetensors or .parquet`,
        {
          path,
          ...(/\.(?:pt|pth|pkl)$/i.test(path) && {
            hint: 'in Python: x = torch.load("FILE", map_location="cpu") and numpy.save("x.npy", x.numpy())',
          }),
        },
      )
  }
}

/**
 * Blocks of rows, in order. Every number is finite.
 *
 * @param blockRows - Rows a block.
 * @param list - Rows to read, in this order. @default all
 * @throws DataError after the last row, if vectors hold NaN or infinite numbers: how many, and the first of them.
 */
export async function* finiteBlocks(
  reader: RowReader,
  blockRows = 4096,
  list?: Int32Array,
): AsyncGenerator<Float32Array> {
  const { cols, path } = reader
  const rows = list?.length ?? reader.rows
  const bad: number[] = []
  for (let start = 0; start < rows; start += blockRows) {
    const count = Math.min(blockRows, rows - start)
    const block = await (list
      ? reader.readRowList(list.subarray(start, start + count))
      : reader.readRows(start, count))
    for (let i = 0; i < block.length; i++) {
      if (Number.isFinite(block[i])) continue
      const at = Math.floor(i / cols)
      bad.push((list?.[start + at] ?? start + at) + 1)
      i = (at + 1) * cols - 1
    }
    if (bad.length === 0) yield block
  }
  const [first] = bad
  if (first === undefined) return
  const named = bad.slice(0, NAMED).join(', ') + (bad.length > NAMED ? ', ...' : '')
  throw new DataError(
    `Cannot use vectors "${path}": ${bad.length} of ${rows} hold NaN or infinite numbers (rows ${named}), expected finite ones`,
    { path, row: first, hint: 'compute these vectors again, or leave the examples out' },
  )
}
