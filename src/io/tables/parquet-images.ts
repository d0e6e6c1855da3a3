import type { SchemaTree } from 'hyparquet'
import { DataError } from '../../run/errors.ts'
import type { ImageColumn } from './column.ts'
import { openParquetFile, type ParquetFile, readParquetColumn } from './parquet-file.ts'

/** Rows read together where the file has a page index; without one a whole row group is decoded. */
const WINDOW = 32
/** Windows kept, so that readers a few rows apart do not decode the same pages twice. */
const KEPT = 3

/** Whether a column is Hugging Face's image: a struct of `bytes` and perhaps `path`. */
export function isImageStruct({ children }: SchemaTree): boolean {
  return children.some(
    ({ element, children: below }) =>
      element.name === 'bytes' && element.type === 'BYTE_ARRAY' && below.length === 0,
  )
}

/** Images of a struct column. Only their names are read at once. */
export async function imageStructColumn(
  file: ParquetFile,
  column: SchemaTree,
): Promise<ImageColumn> {
  const { name } = column.element
  const names: (string | undefined)[] = []
  if (column.children.some(({ element }) => element.name === 'path')) {
    const slim = await openParquetFile({ path: file.path, withoutBytesOf: name })
    for (const chunk of await readParquetColumn(slim, name)) {
      for (const value of chunk) names.push(value?.path || undefined)
    }
  }
  return { kind: 'image', names, ...imageReader(file, name, bytesIn) }
}

/** Images of a plain byte column. */
export function bytesColumn(file: ParquetFile, name: string): ImageColumn {
  return { kind: 'image', names: [], ...imageReader(file, name, (value) => value) }
}

function imageReader(file: ParquetFile, column: string, bytesOf: (value: unknown) => unknown) {
  const windows = new Map<number, Promise<ArrayLike<unknown>>>()
  const read = async (row: number): Promise<Uint8Array> => {
    const { start, end } = windowOf(file, column, row)
    const values = windows.get(start) ?? file.read(column, start, end)
    windows.delete(start)
    windows.set(start, values)
    for (const oldest of windows.keys()) if (windows.size > KEPT) windows.delete(oldest)
    const bytes = bytesOf((await values)[row - start])
    if (bytes instanceof Uint8Array && bytes.length > 0) return bytes
    throw new DataError(`Cannot read the image of row ${row + 1} of "${file.path}": no bytes`, {
      path: file.path,
      row: row + 1,
      column,
    })
  }
  return { has: () => true, read }
}

function windowOf({ groups, metadata }: ParquetFile, column: string, row: number) {
  const index = groups.findIndex(({ rowEnd }) => row < rowEnd)
  const group = groups[index]
  if (group === undefined) throw new RangeError(`row ${row} of a shorter table`)
  const indexed = metadata.row_groups[index]?.columns.some(
    (chunk) => chunk.meta_data?.path_in_schema[0] === column && chunk.offset_index_offset,
  )
  if (!indexed) return { start: group.rowStart, end: group.rowEnd }
  const start = row - ((row - group.rowStart) % WINDOW)
  return { start, end: Math.min(start + WINDOW, group.rowEnd) }
}

const bytesIn = (value: unknown): unknown =>
  (value as { bytes?: unknown } | null | undefined)?.bytes
