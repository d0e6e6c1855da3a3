import { extname } from 'node:path'
import { tidyName } from '../../io/dataset/role-values.ts'
import { firstFew } from '../../io/files/first-few.ts'
import { isFolder } from '../../io/files/is-folder.ts'
import { ambiguityOf, matchPaths } from '../../io/images/match-paths.ts'
import { textAt } from '../../io/tables/column.ts'
import { concatTables } from '../../io/tables/combine-tables.ts'
import { readTable } from '../../io/tables/table.ts'
import type { RowReader } from '../../io/vectors/row-reader.ts'
import { partMetadata } from '../../io/vectors/vector-parts.ts'
import type { Warning } from '../../run/effects.ts'
import { DataError } from '../../run/errors.ts'

/** Columns that tell whose a vector is. */
const KEYS = ['id', 'file_name', 'image', 'path', 'file', 'filename', 'filepath', 'image_path']

/** The examples that vectors are for. */
export interface VectorOwners {
  ids: readonly string[]
  /** Paths of their images, where they have any. */
  names: readonly (string | undefined)[]
}

/**
 * The row of vectors that belongs to each example, by a column of ids or image paths in their Parquet file or in the tables
 * beside their parts: programs that work in parallel write rows in any order, and leave out images they cannot read.
 *
 * @returns int32[n], -1 = none; undefined where nothing tells, and the order of the rows counts.
 * @throws DataError on a repeated id, if no row matches, or if the tables have other rows than the parts.
 */
export async function vectorRows(
  vectors: Pick<RowReader, 'rows'>,
  path: string,
  { ids, names }: VectorOwners,
  onWarning?: (warning: Warning) => void,
): Promise<Int32Array | undefined> {
  const files = await tablesOf(path)
  if (files.length === 0) return undefined
  const table = concatTables(path, await Promise.all(files.map((file) => readTable(file))))
  if (table.rows !== vectors.rows) {
    throw new DataError(
      `Cannot use the vectors of "${path}": metadata/*.parquet have ${table.rows} rows, expected ${vectors.rows}, one a vector`,
      { path, hint: 'part k of the metadata tells whose the vectors of part k are' },
    )
  }
  const key = KEYS.find((name) => table.names.includes(name))
  const column = key === undefined ? undefined : await table.column(key)
  if (key === undefined || column === undefined || column.kind === 'image') return undefined
  const rowOf = new Map<string, number>()
  for (let row = 0; row < table.rows; row++) {
    const value = tidyName(textAt(column, row) ?? '')
    const before = rowOf.get(value)
    if (value === '' || before !== undefined) {
      const found =
        value === ''
          ? `row ${row + 1} has no ${key}`
          : `rows ${(before ?? 0) + 1} and ${row + 1} both have ${key} "${value}"`
      throw new DataError(
        `Cannot use the vectors of "${path}": ${found}, expected one row an example`,
        {
          path,
          row: row + 1,
          column: key,
        },
      )
    }
    rowOf.set(value, row)
  }
  const rows = Int32Array.from(ids, (id) => rowOf.get(id) ?? -1)
  if (rows.every((row) => row === -1))
    matchByPath(path, key, rowOf, { ids, names }, rows, onWarning)
  return rows
}

/** Tables that may tell whose each vector is. */
async function tablesOf(path: string): Promise<string[]> {
  if (await isFolder(path)) return partMetadata(path)
  return extname(path).toLowerCase() === '.parquet' ? [path] : []
}

function matchByPath(
  path: string,
  key: string,
  rowOf: ReadonlyMap<string, number>,
  { ids, names }: VectorOwners,
  rows: Int32Array,
  onWarning?: (warning: Warning) => void,
): void {
  const keys = [...rowOf.keys()]
  const own = ids.map((id, row) => names[row] ?? id)
  const matched = matchPaths(keys, own, { root: '/', starts: ['/'] })
  const doubt = ambiguityOf(matched, keys)
  if (doubt || matched.files.every((row) => row === -1)) {
    throw new DataError(
      `Cannot join the vectors of "${path}" on ${key}: ${doubt?.message ?? `no match; ${firstFew(keys, 2)} there, ${firstFew(own, 2)} here`}`,
      {
        path,
        column: key,
        hint: 'write the ids of the examples, or leave the column out if the rows are in their order',
      },
    )
  }
  for (const note of matched.notes) {
    onWarning?.({ code: 'joined-paths', message: `Of the values of ${key}, ${note}`, where: path })
  }
  matched.files.forEach((example, i) => {
    if (example !== -1) rows[example] = rowOf.get(keys[i] as string) as number
  })
}
