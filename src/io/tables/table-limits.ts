import { DataError } from '../../run/errors.ts'

/** Columns of a table: one a class of ImageNet-21k fits. */
const MAX_COLUMNS = 32_768
/** Rows of a table: an index by id holds no more. */
const MAX_ROWS = 16_000_000
/** Rows times columns: 1 GB of numbers. */
const MAX_CELLS = 2 ** 27

/** A row at fault, by number from 1. */
export const rowError = (
  path: string,
  row: number,
  found: string,
  facts: { hint?: string | undefined; cause?: unknown } = {},
): DataError =>
  new DataError(`Cannot read table "${path}": row ${row}: ${found}`, { path, row, ...facts })

/**
 * Sees to it that a table can be held in memory. Readers ask before they make room for it, or as it grows.
 *
 * @throws DataError if it has too many rows, columns or cells.
 */
export function checkTableSize(path: string, rows: number, columns: number): void {
  const limits = [
    [
      columns,
      MAX_COLUMNS,
      'columns',
      'leave columns out, or give probabilities as one list column',
    ],
    [rows, MAX_ROWS, 'rows', 'divide the table into parts, each with a run of its own'],
    [rows * columns, MAX_CELLS, 'cells', 'leave columns out that are not needed'],
  ] as const
  for (const [found, limit, what, hint] of limits) {
    if (found <= limit) continue
    throw new DataError(
      `Cannot read table "${path}": ${found} ${what}, expected at most ${limit}`,
      { path, hint },
    )
  }
}
