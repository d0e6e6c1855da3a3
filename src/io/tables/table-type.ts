import type { Column } from './column.ts'

/** Columns of equal length from a file. */
export interface Table {
  /** File, for messages. */
  path: string
  rows: number
  names: readonly string[]
  /** @returns undefined if there is no such column. */
  column(name: string): Promise<Column | undefined>
  /** Columns that the file declares to be images. */
  imageColumns: readonly string[]
  /** File that a column comes from, where that is not `path`. */
  pathOf?(name: string): string
  /** Class names of a column of class numbers, where the file tells them. */
  classNames(name: string): readonly string[] | undefined
}

/** Columns that hold names even where they look like numbers; of CSV they are kept letter by letter. */
export type IsName = (column: string) => boolean

/** A table of columns that are in memory. */
export function tableOf(path: string, rows: number, columns: ReadonlyMap<string, Column>): Table {
  return {
    path,
    rows,
    names: [...columns.keys()],
    column: async (name) => columns.get(name),
    imageColumns: [],
    classNames: () => undefined,
  }
}
