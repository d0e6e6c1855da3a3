/** A cell; undefined and NaN are empty. */
export type Cell = string | number | boolean | undefined

/**
 * A table as CSV: a header row, quoted where needed, line feeds, numbers in the shortest digits that read back equal.
 * pandas, DuckDB and Python's csv module read it as it is. A text that a spreadsheet would run as a formula gets an
 * apostrophe in front.
 *
 * @see OWASP, "CSV injection": https://owasp.org/www-community/attacks/CSV_Injection
 * @example
 * csvText(['id', 'gain'], [['=1+1', -0.5]]) // => "id,gain\n'=1+1,-0.5\n"
 */
export function csvText(header: readonly string[], rows: Iterable<readonly Cell[]>): string {
  const lines = [header.map(cellText).join(',')]
  for (const row of rows) lines.push(row.map(cellText).join(','))
  return `${lines.join('\n')}\n`
}

function cellText(cell: Cell): string {
  if (cell === undefined || Number.isNaN(cell)) return ''
  return typeof cell === 'string'
    ? quote(/^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell)
    : String(cell)
}

const quote = (text: string) =>
  /[",\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
