import type { Warn } from '../../run/effects.ts'
import { DataError } from '../../run/errors.ts'
import { firstFew } from '../files/first-few.ts'
import { ambiguityOf, matchPaths } from '../images/match-paths.ts'
import { gatherTable, overlayTables, withoutColumns } from '../tables/combine-tables.ts'
import type { Table } from '../tables/table-type.ts'
import { type DatasetConfig, roleColumn, roleName } from './dataset-columns.ts'
import { rowsByValue } from './example-ids.ts'
import { nameAt } from './role-values.ts'

/** What a second table is joined on. */
export interface JoinKeys {
  /** Id of each row of the first table. */
  ids: readonly string[]
  /** Its image names. */
  names: readonly (string | undefined)[]
  /** Folder that image names start from, absolute. */
  folder: string
}

/** Other names that a column of image paths goes by. */
const PATH_NAMES = ['file_name', 'image', 'path', 'file', 'filename', 'filepath', 'image_path']

/**
 * A table of examples with the columns of a second table beside it, joined on `id` or else on the path of the image, which
 * may be written as on another machine: see `matchPaths`.
 *
 * What the second table says counts, but for the columns that say what an example is: id, image, label and split
 * stay those of the first where it has them. Rows that only one of the tables has give a warning.
 *
 * @returns The table, and the row of the second table that belongs to each of its rows, -1 = none.
 * @throws DataError on duplicate keys, on no column to join on, or if no row matches.
 */
export async function joinPredictions(
  base: Table,
  second: Table,
  config: DatasetConfig,
  keys: JoinKeys,
  onWarning: Warn,
): Promise<{ table: Table; rows: Int32Array }> {
  const idName = roleName(config, 'id')
  const key = [idName, config.columns.image ?? 'file_name', ...PATH_NAMES].find((name) =>
    second.names.includes(name),
  )
  if (key === undefined) {
    throw new DataError(
      `Cannot join "${second.path}": columns ${second.names.join(', ')}, expected ${idName} or ${roleName(config, 'image')}`,
      { path: second.path, hint: 'name the column of image paths in dataset.columns.image' },
    )
  }
  const rowOf = await rowsByKey(second, key)
  const rows = matchKeys(second.path, key, rowOf, keys, key === idName, onWarning)
  report(base, second, key, { ids: keys.ids, rows, rowOf }, onWarning)
  const owned = new Set([key])
  for (const role of ['id', 'image', 'label', 'split'] as const) {
    const name = config.columns[role] ?? roleColumn(config, base, role)
    if (name !== undefined && base.names.includes(name)) owned.add(name)
  }
  return { table: overlayTables(base, withoutColumns(gatherTable(second, rows), owned)), rows }
}

/** Row of the second table for each example: by equal ids, else by paths. */
function matchKeys(
  path: string,
  key: string,
  rowOf: ReadonlyMap<string, number>,
  { ids, names, folder }: JoinKeys,
  isId: boolean,
  onWarning: Warn,
): Int32Array {
  const named = names.some((name) => name !== undefined)
  const rows = Int32Array.from(ids, (id) => rowOf.get(id) ?? -1)
  if (isId && rows.some((row) => row !== -1)) return rows
  const own = named ? names.map((name, row) => name ?? ids[row] ?? '') : ids
  const paths = [...rowOf.keys()]
  const matched = matchPaths(paths, own, { root: folder, starts: [folder] })
  const doubt = ambiguityOf(matched, paths)
  if (doubt) {
    throw new DataError(`Cannot join "${path}" on ${key}: ${doubt.message}`, {
      path,
      row: doubt.row + 1,
      column: key,
      hint: 'write the whole path below the folder of images',
    })
  }
  for (const note of matched.notes) {
    onWarning({ code: 'joined-paths', message: `Of the values of ${key}, ${note}`, where: path })
  }
  rows.fill(-1)
  matched.files.forEach((example, i) => {
    if (example !== -1) rows[example] = rowOf.get(paths[i] as string) as number
  })
  return rows
}

async function rowsByKey(table: Table, key: string): Promise<Map<string, number>> {
  const column = await table.column(key)
  const values = Array.from({ length: table.rows }, (_, row) => column && nameAt(column, row))
  const { path } = table
  return rowsByValue(values, { deed: 'join', path, column: key, expected: 'one row an example' })
}

function report(
  base: Table,
  second: Table,
  key: string,
  { ids, rows, rowOf }: { ids: readonly string[]; rows: Int32Array; rowOf: Map<string, number> },
  onWarning: Warn,
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
