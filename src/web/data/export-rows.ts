import { parquetWriteBuffer } from 'hyparquet-writer'
import { type Cell, csvText } from '../../run/csv-text.ts'
import type { ImageReview } from '../../run/review-file.ts'
import { type Column, cellText } from './column.ts'
import type { Examples } from './read-examples.ts'
import { wellFormed } from './well-formed.ts'

export const EXPORTS = ['csv', 'json', 'parquet'] as const
export type ExportFormat = (typeof EXPORTS)[number]

type Reviews = ReadonlyMap<string, ImageReview>

/** Rows of the examples as a file, with the columns of `examples.parquet`. */
export async function exportRows(
  examples: Examples,
  rows: ArrayLike<number>,
  format: ExportFormat,
  reviews: Reviews = new Map(),
): Promise<Blob> {
  const exported = [...exportColumns(examples), ...reviewColumns(examples, reviews)]
  if (format === 'csv') return new Blob([csvOf(exported, rows)], { type: 'text/csv' })
  if (format === 'json') return new Blob([jsonText(exported, rows)], { type: 'application/json' })
  const columns = exported.map(({ name, type, value }) => ({
    name,
    type,
    data: Array.from(rows, value),
  }))
  return new Blob([parquetWriteBuffer({ columnData: columns })])
}

interface ExportColumn {
  name: string
  type: 'STRING' | 'DOUBLE' | 'BOOLEAN'
  value: (row: number) => Cell
}

function exportColumns({ ids, images, columns }: Examples): ExportColumn[] {
  return [
    { name: 'id', type: 'STRING', value: (row) => ids[row] },
    { name: 'image', type: 'STRING', value: (row) => images[row] },
    ...columns.map((column): ExportColumn => {
      const { name } = column
      if (column.kind === 'number') {
        const known = (value = Number.NaN) => (Number.isNaN(value) ? undefined : value)
        return { name, type: 'DOUBLE', value: (row) => known(column.values[row]) }
      }
      if (column.kind === 'boolean') {
        return { name, type: 'BOOLEAN', value: (row) => [false, true][column.values[row] ?? -1] }
      }
      return { name, type: 'STRING', value: (row) => cellText(column as Column, row) }
    }),
  ]
}

/** What readers said about the images: only there where something was said. */
function reviewColumns({ ids }: Examples, reviews: Reviews): ExportColumn[] {
  if (reviews.size === 0) return []
  const said = (row: number) => reviews.get(wellFormed(ids[row] ?? ''))
  return [
    { name: 'decision', type: 'STRING', value: (row) => said(row)?.decision ?? undefined },
    { name: 'newLabel', type: 'STRING', value: (row) => said(row)?.newLabel ?? undefined },
    { name: 'tags', type: 'STRING', value: (row) => said(row)?.tags.join(', ') },
    { name: 'note', type: 'STRING', value: (row) => said(row)?.note },
  ]
}

function jsonText(columns: readonly ExportColumn[], rows: ArrayLike<number>): string {
  const objects = Array.from(rows, (row) =>
    Object.fromEntries(columns.map(({ name, value }) => [name, value(row) ?? null])),
  )
  return `${JSON.stringify(objects, undefined, 1)}\n`
}

function csvOf(columns: readonly ExportColumn[], rows: ArrayLike<number>): string {
  const cells = Array.from(rows, (row) => columns.map(({ value }) => value(row)))
  return csvText(
    columns.map(({ name }) => name),
    cells,
  )
}
