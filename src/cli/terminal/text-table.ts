import { printable } from './printable.ts'

/** A column of a text table. */
export interface Column<Row> {
  title: string
  align?: 'left' | 'right'
  /** Its cells may be shortened to make the table fit. */
  flexible?: boolean
  cell: (row: Row) => string
}

/** A column whose cells stand at its right edge, as numbers do. */
export const right = <Row>(title: string, cell: (row: Row) => string): Column<Row> => ({
  title,
  align: 'right',
  cell,
})

/** Rows as aligned text under their titles, no wider than the terminal where a column is flexible. */
export function textTable<Row>(
  rows: readonly Row[],
  columns: readonly Column<Row>[],
  width: number,
): string {
  const cells = rows.map((row) => columns.map((column) => printable(column.cell(row))))
  const widths = columns.map((column, j) =>
    Math.max(column.title.length, ...cells.map((line) => line[j]?.length ?? 0)),
  )
  const excess = widths.reduce((sum, w) => sum + w + 2, -2) - width
  const flexible = columns.findIndex((column) => column.flexible)
  if (excess > 0 && flexible >= 0) widths[flexible] = Math.max(8, (widths[flexible] ?? 0) - excess)
  const line = (texts: readonly string[]) =>
    texts
      .map((text, j) => fit(text, widths[j] ?? 0, columns[j]?.align ?? 'left'))
      .join('  ')
      .trimEnd()
  return [columns.map((column) => column.title), ...cells].map(line).join('\n')
}

function fit(text: string, width: number, align: 'left' | 'right'): string {
  const short = text.length > width ? `${text.slice(0, width - 1)}…` : text
  return align === 'right' ? short.padStart(width) : short.padEnd(width)
}
