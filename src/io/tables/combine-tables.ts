import { type Column, gatherColumn, type ImageColumn, textAt } from './column.ts'
import type { Table } from './table-type.ts'

/** Two tables of equal length side by side; of a column that both have, `top` counts. */
export function overlayTables(base: Table, top: Table): Table {
  const own = new Set(top.names)
  return {
    ...base,
    names: [...base.names.filter((name) => !own.has(name)), ...top.names],
    column: (name) => (own.has(name) ? top : base).column(name),
    imageColumns: [...base.imageColumns.filter((name) => !own.has(name)), ...top.imageColumns],
    classNames: (name) => (own.has(name) ? top : base).classNames(name),
    pathOf: (name) => pathOf(own.has(name) ? top : base, name),
  }
}

/** File that a column comes from, for messages. */
export const pathOf = (table: Table, name: string): string => table.pathOf?.(name) ?? table.path

/** A table in another order of rows; -1 gives a row of unknown values. */
export function gatherTable(table: Table, rows: ArrayLike<number>): Table {
  return {
    ...table,
    rows: rows.length,
    column: async (name) => {
      const column = await table.column(name)
      return column && gatherColumn(column, rows)
    },
  }
}

/** A table without some of its columns. */
export function withoutColumns(table: Table, dropped: ReadonlySet<string>): Table {
  return {
    ...table,
    names: table.names.filter((name) => !dropped.has(name)),
    imageColumns: table.imageColumns.filter((name) => !dropped.has(name)),
    column: async (name) => (dropped.has(name) ? undefined : table.column(name)),
  }
}

/** Tables one below the other. A column that one of them lacks is unknown there; of two types it becomes texts. */
export function concatTables(path: string, tables: readonly Table[]): Table {
  const names = [...new Set(tables.flatMap((table) => table.names))]
  return {
    path,
    rows: tables.reduce((sum, { rows }) => sum + rows, 0),
    names,
    column: async (name) => {
      if (!names.includes(name)) return undefined
      const parts: { column: Column | undefined; rows: number }[] = []
      for (const table of tables) {
        parts.push({ column: await table.column(name), rows: table.rows })
      }
      return concatColumns(parts)
    },
    imageColumns: [...new Set(tables.flatMap((table) => table.imageColumns))],
    classNames: (name) => tables.map((table) => table.classNames(name)).find((list) => list),
  }
}

interface Part {
  column: Column | undefined
  rows: number
}

function concatColumns(parts: readonly Part[]): Column {
  const kinds = new Set(parts.flatMap(({ column }) => (column ? [column.kind] : [])))
  const kind = kinds.size === 1 ? [...kinds][0] : 'text'
  const join = <T>(cell: (column: Column, row: number) => T) =>
    parts.flatMap(({ column, rows }) =>
      Array.from({ length: rows }, (_, row) => (column ? cell(column, row) : undefined)),
    )
  const cellOf = (column: Column, row: number) =>
    column.kind === 'image' ? undefined : column.values[row]
  switch (kind) {
    case 'number':
      return {
        kind,
        values: Float64Array.from(join(cellOf) as (number | undefined)[], (v) => v ?? Number.NaN),
      }
    case 'boolean':
    case 'list':
      return { kind, values: join<unknown>(cellOf) } as Column
    case 'image':
      return concatImages(parts)
    default:
      return { kind: 'text', values: join(textAt) }
  }
}

function concatImages(parts: readonly Part[]): ImageColumn {
  const at: { column: ImageColumn | undefined; row: number }[] = []
  for (const { column, rows } of parts) {
    const images = column?.kind === 'image' ? column : undefined
    for (let row = 0; row < rows; row++) at.push({ column: images, row })
  }
  return {
    kind: 'image',
    names: at.map(({ column, row }) => column?.names[row]),
    has: (row) => at[row]?.column?.has(at[row].row) ?? false,
    read: (row) => {
      const found = at[row]
      if (!found?.column) return Promise.reject(new RangeError(`row ${row} has no image`))
      return found.column.read(found.row)
    },
  }
}
