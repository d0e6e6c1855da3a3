import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { folderOf } from '../../../test/folder-of.ts'
import { numbersParquet } from './numbers-parquet.ts'
import { readTable } from './table.ts'

test('a table of numbers is read back to the last bit, also in several row groups', async () => {
  const rows = Int32Array.from({ length: 100_003 }, (_, i) => i - 7)
  const values = Float64Array.from(rows, (row) => (row === 0 ? Number.NaN : 1 / row))
  const path = join(await folderOf(), 'x.parquet')
  const write = numbersParquet()
  write([{ name: 'before', data: rows }])
  const columns = [
    { name: 'row', data: rows },
    { name: 'a.b#1', data: values.subarray(0) },
  ]
  await writeFile(path, write(columns))
  const table = await readTable(path)
  expect(table.rows).toBe(rows.length)
  for (const { name, data } of columns) {
    const column = await table.column(name)
    expect(Float64Array.from(column?.kind === 'number' ? column.values : [])).toEqual(
      Float64Array.from(data),
    )
  }
})
