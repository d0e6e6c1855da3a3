/** One column of what is known of the examples; its type is kept. */
export type MetadataColumn =
  | {
      kind: 'number'
      /** NaN = unknown. */
      values: Float64Array
    }
  | { kind: 'text'; values: (string | undefined)[] }
  | { kind: 'boolean'; values: (boolean | undefined)[] }

/** Numbers a row, such as probabilities. */
export interface ListColumn {
  kind: 'list'
  values: (ArrayLike<number> | undefined)[]
}

/** Encoded images, read on demand. */
export interface ImageColumn {
  kind: 'image'
  /** File name that came with the bytes. */
  names: (string | undefined)[]
  /** Rows that have bytes; others may still have a name. */
  has: (row: number) => boolean
  read: (row: number) => Promise<Uint8Array>
}

export type Column = MetadataColumn | ListColumn | ImageColumn

/**
 * A cell as text: a number in its shortest form, true and false as such.
 *
 * @returns undefined for an unknown value, an empty text, or a column of lists or images.
 */
export function textAt(column: Column, row: number): string | undefined {
  if (column.kind === 'list' || column.kind === 'image') return undefined
  const value = column.values[row]
  if (value === undefined || value === '' || Number.isNaN(value)) return undefined
  return String(value)
}

/** A cell as a number, NaN if it is unknown or no number. A boolean is 1 or 0. */
export function numberAt(column: Column, row: number): number {
  if (column.kind === 'number') return column.values[row] ?? Number.NaN
  const text = textAt(column, row)
  if (text === undefined) return Number.NaN
  if (column.kind === 'boolean') return text === 'true' ? 1 : 0
  return text.trim() === '' ? Number.NaN : Number(text)
}

/** A column in another order of rows; -1 gives an unknown value. */
export function gatherColumn(column: Column, rows: ArrayLike<number>): Column {
  const pick = <T>(values: ArrayLike<T | undefined>) =>
    Array.from(rows, (row) => (row < 0 ? undefined : values[row]))
  switch (column.kind) {
    case 'number':
      return {
        kind: 'number',
        values: Float64Array.from(rows, (row) => column.values[row] ?? Number.NaN),
      }
    case 'image':
      return {
        kind: 'image',
        names: pick(column.names),
        has: (row) => (rows[row] as number) >= 0 && column.has(rows[row] as number),
        read: (row) => column.read(rows[row] as number),
      }
    default:
      return { ...column, values: pick<unknown>(column.values) } as Column
  }
}
