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
    return names
      .map((_, row) => tidyName(textAt(column.column, row) ?? '') || undefined)
      .map(uniqueIn(path, column.name))
  }
  const known = names.filter((name) => name !== undefined)
  if (known.length === names.length && new Set(known).size === names.length) return known
  return names.map((_, row) => String(row))
}

function uniqueIn(path: string, column: string) {
  const rowOf = new Map<string, number>()
  return (id: string | undefined, row: number): string => {
    const where = { path, row: row + 1, column }
    if (id === undefined) {
      throw new DataError(
        `Cannot use "${path}": row ${row + 1} has no ${column}, expected an id`,
        where,
      )
    }
    const before = rowOf.get(id)
    if (before !== undefined) {
      throw new DataError(
        `Cannot use "${path}": rows ${before + 1} and ${row + 1} both have ${column} "${id}", expected unique ids`,
        { ...where, hint: 'set dataset.columns.id to a column of unique ids' },
      )
    }
    rowOf.set(id, row)
    return id
  }
}
