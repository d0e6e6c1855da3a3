import { DataError } from '../../run/errors.ts'
import { textAt } from '../tables/column.ts'
import { type RoleColumn, tidyName } from './role-values.ts'

/**
 * Id of each example: the id column, else the column of image paths; without them the names that came with the images if
 * every row has its own, else the row number from 0.
 *
 * @throws DataError if the column has an empty or repeated value.
 */
export function exampleIds(
  column: RoleColumn | undefined,
  names: readonly (string | undefined)[],
  path: string,
): string[] {
  if (column !== undefined) {
    const ids = names.map((_, row) => tidyName(textAt(column.column, row) ?? '') || undefined)
    const hint = 'set dataset.columns.id to a column of unique ids'
    const unique = { deed: 'use', path, column: column.name, expected: 'unique ids', hint }
    return [...rowsByValue(ids, unique).keys()]
  }
  const known = names.filter((name) => name !== undefined)
  if (known.length === names.length && new Set(known).size === names.length) return known
  return names.map((_, row) => String(row))
}

/** What a column must be, for messages: `Cannot DEED "PATH": ..., expected EXPECTED`. */
interface UniqueColumn {
  deed: string
  path: string
  column: string
  expected: string
  hint?: string
}

/** Row of each value of a column in which each is known and none is there twice. @throws DataError if it is not so. */
export function rowsByValue(
  values: readonly (string | undefined)[],
  { deed, path, column, expected, hint }: UniqueColumn,
): Map<string, number> {
  const fail = (row: number, found: string) => {
    const message = `Cannot ${deed} "${path}": ${found}, expected ${expected}`
    return new DataError(message, { path, row: row + 1, column, hint })
  }
  const rowOf = new Map<string, number>()
  values.forEach((value, row) => {
    if (value === undefined) throw fail(row, `row ${row + 1} has no ${column}`)
    const before = rowOf.get(value)
    if (before !== undefined) {
      throw fail(row, `rows ${before + 1} and ${row + 1} both have ${column} "${value}"`)
    }
    rowOf.set(value, row)
  })
  return rowOf
}
