import { textAt } from '../../io/tables/column.ts'
import { readTables, tableFiles } from '../../io/tables/table-files.ts'
import type { Table } from '../../io/tables/table-type.ts'
import type { SeenColumn } from './column-roles.ts'

/** Values looked at. */
const SAMPLE = 2000

/** A table, and what its columns hold. */
export interface SeenTable {
  table: Table
  files: string[]
  columns: SeenColumn[]
}

/** Reads a table, or a folder of Parquet files, and looks at its columns. */
export async function seeTable(paths: readonly string[]): Promise<SeenTable> {
  const files = (await Promise.all(paths.map(tableFiles))).flat()
  const table = await readTables(files, 'split', () => true)
  const columns: SeenColumn[] = []
  for (const name of table.names) {
    const column = await table.column(name)
    if (column === undefined) continue
    const values = new Set<string>()
    for (let row = 0; row < Math.min(table.rows, SAMPLE); row++) {
      const value = column.kind === 'image' ? column.names[row] : textAt(column, row)
      if (value !== undefined) values.add(value.trim())
    }
    columns.push({ name, kind: column.kind, values: [...values] })
  }
  return { table, files, columns }
}
