import type { Warning } from '../../run/effects.ts'
import { DataError } from '../../run/errors.ts'
import { firstFew } from '../files/first-few.ts'
import { gatherTable, overlayTables, withoutColumns } from '../tables/combine-tables.ts'
import type { Table } from '../tables/table-type.ts'
import { type DatasetConfig, roleColumn, roleName } from './dataset-columns.ts'
import { nameAt } from './role-values.ts'

/**
 * A table of examples with the columns of a second table beside it, joined on `id` or else `file_name`.
 *
 * What the second table says counts, but for the columns that say what an example is: id, image, label and split
 * stay those of the first where it has them. Rows that only one of the tables has give a warning.
 *
 * @param ids - Id of each row of the first table.
 * @param names - Its image names.
 * @throws DataError on duplicate keys, on no column to join on, or if no row matches.
 */
export async function joinPredictions(
  base: Table,
  second: Table,
  config: DatasetConfig,
  { ids, names }: { ids: readonly string[]; names: readonly (string | undefined)[] },
  onWarning: (warning: Warning) => void,
): Promise<Table> {
  const idName = roleName(config, 'id')
  const key = [idName, config.columns.image ?? 'file_name'].find((name) =>
    second.names.includes(name),
  )
  if (key === undefined) {
    throw new DataError(
      `Cannot join "${second.path}": columns ${second.names.join(', ')}, expected ${idName} or ${roleName(config, 'image')}`,
      { path: second.path },
    )
  }
  const rowOf = await rowsByKey(second, key)
  const byName = key !== idName
  const rows = ids.map((id, row) => {
    const wanted = byName ? names[row] : id
    return (wanted === undefined ? undefined : rowOf.get(wanted)) ?? -1
  })
  report(base, second, key, { ids, rows, rowOf }, onWarning)
  const owned = new Set([key])
  for (const role of ['id', 'image', 'label', 'split'] as const) {
    const name = config.columns[role] ?? roleColumn(config, base, role)
    if (name !== undefined && base.names.includes(name)) owned.add(name)
  }
  return overlayTables(base, withoutColumns(gatherTable(second, rows), owned))
}

async function rowsByKey(table: Table, key: string): Promise<Map<string, number>> {
  const column = await table.column(key)
  const rowOf = new Map<string, number>()
  for (let row = 0; row < table.rows; row++) {
    const value = column && nameAt(column, row)
    if (value === undefined) {
      throw new DataError(`Cannot join "${table.path}": row ${row + 1} has no ${key}`, {
        path: table.path,
        row: row + 1,
        column: key,
      })
    }
    const before = rowOf.get(value)
    if (before !== undefined) {
      throw new DataError(
        `Cannot join "${table.path}": rows ${before + 1} and ${row + 1} both have ${key} "${value}", expected one row an example`,
        { path: table.path, row: row + 1, column: key },
      )
    }
    rowOf.set(value, row)
  }
  return rowOf
}

function report(
  base: Table,
  second: Table,
  key: string,
  { ids, rows, rowOf }: { ids: readonly string[]; rows: number[]; rowOf: Map<string, number> },
  onWarning: (warning: Warning) => void,
): void {
  const alone = ids.filter((_, row) => rows[row] === -1)
  const used = new Set(rows)
  const extra = [...rowOf].filter(([, row]) => !used.has(row)).map(([value]) => value)
  if (alone.length === ids.length) {
    throw new DataError(
      `Cannot join "${second.path}" on ${key}: no match; ${firstFew(extra, 2)} there, ${firstFew(alone, 2)} in "${base.path}"`,
      { path: second.path, column: key },
    )
  }
  if (alone.length > 0) {
    onWarning({
      code: 'unmatched-examples',
      message: `${alone.length} of ${ids.length} examples are not in "${second.path}": ${firstFew(alone)}`,
      where: second.path,
    })
  }
  if (extra.length > 0) {
    onWarning({
      code: 'unmatched-predictions',
      message: `${extra.length} of ${rowOf.size} rows of "${second.path}" belong to no example: ${firstFew(extra)}`,
      where: second.path,
    })
  }
}
