import { DataError } from '../../run/errors.ts'
import { openParquetFile, type ParquetFile } from '../tables/parquet-file.ts'
import { chooseKey } from './npz.ts'
import { gatherRows, type RowReader } from './row-reader.ts'

/**
 * Vectors in a list column of a Parquet file; a row group is decoded at a time.
 *
 * @param key - Name of the column. @default the only list column
 * @throws DataError if the column is not there, or a row is no list of as many numbers as the first.
 */
export async function openParquetRows(path: string, key?: string): Promise<RowReader> {
  const file = await openParquetFile({ path })
  // Structs have children too, but none that repeats.
  const lists = file.schema.filter(
    ({ children }) => children[0]?.element.repetition_type === 'REPEATED',
  )
  const column = chooseKey(
    path,
    lists.map(({ element }) => element.name),
    key,
  )
  const cols = await firstLength(file, column)
  const where = `${path}:${column}`
  let last: { start: number; values: ArrayLike<unknown> } | undefined
  const readGroup = async (row: number) => {
    const group = file.groups.find(({ rowEnd }) => row < rowEnd)
    if (group === undefined) throw new RangeError(`row ${row} of ${file.rows}`)
    if (last?.start !== group.rowStart) {
      last = {
        start: group.rowStart,
        values: await file.read(column, group.rowStart, group.rowEnd),
      }
    }
    return last
  }
  const readRows = async (start: number, count: number) => {
    const out = new Float32Array(count * cols)
    for (let row = start; row < start + count; row++) {
      const group =
        last && row >= last.start && row < last.start + last.values.length
          ? last
          : await readGroup(row)
      const numbers = numbersIn(group.values[row - group.start])
      if (numbers?.length !== cols) {
        const found = `row ${row + 1} has ${numbers?.length ?? 'no'} numbers, expected ${cols}`
        throw new DataError(`Cannot read "${where}" as vectors: ${found}`, { path, row: row + 1 })
      }
      for (let i = 0; i < cols; i++) out[(row - start) * cols + i] = numbers[i] ?? Number.NaN
    }
    return out
  }
  return {
    path: where,
    rows: file.rows,
    cols,
    readRows,
    readRowList: (rows) => gatherRows(rows, cols, 1024, readRows),
    close: async () => {
      last = undefined
    },
  }
}

async function firstLength(file: ParquetFile, column: string): Promise<number> {
  const group = file.groups[0]
  const values = group ? await file.read(column, group.rowStart, group.rowStart + 1) : []
  const length = numbersIn(values[0])?.length
  if (length) return length
  throw new DataError(
    `Cannot read "${file.path}:${column}" as vectors: row 1 is no list of numbers`,
    {
      path: file.path,
      row: 1,
      column,
    },
  )
}

function numbersIn(value: unknown): ArrayLike<number> | undefined {
  if (Array.isArray(value))
    return value.every((v) => typeof v === 'number' || v === null) ? value : undefined
  return ArrayBuffer.isView(value) ? (value as Float32Array) : undefined
}
