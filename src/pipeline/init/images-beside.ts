import { readdir } from 'node:fs/promises'
import { isAbsolute, join, resolve } from 'node:path'
import { nameAt } from '../../io/dataset/role-values.ts'
import { isFile } from '../../io/files/is-folder.ts'
import type { Table } from '../../io/tables/table-type.ts'
import { ConfigError } from '../../run/errors.ts'
import type { SeenTable } from './see-table.ts'

/** The folder that relative or absolute image paths of a table start from, where it is not the table's own. */
export async function imagesBeside(
  { table, columns, files }: SeenTable,
  column: string | undefined,
  cwd: string,
): Promise<string | undefined> {
  const seen = columns.find(({ name }) => name === column)
  const [first] = seen?.kind === 'text' ? seen.values : []
  if (column === undefined || first === undefined || table.imageColumns.length > 0) return undefined
  const folder = resolve(files[0] ?? cwd, '..')
  if (await isFile(resolve(folder, first))) {
    return isAbsolute(first) ? commonFolder(await pathsOf(table, column)) : folder
  }
  if (await isFile(resolve(cwd, first))) return cwd
  // The only folder beside the table that holds images.
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => [])
  for (const entry of entries.filter(
    (found) => found.isDirectory() && !found.name.startsWith('.'),
  )) {
    const inside = join(folder, entry.name)
    if (await isFile(resolve(inside, first))) return inside
  }
  return undefined
}

/** Of every row: a table in the order of class folders names the second folder late. */
async function pathsOf(table: Table, name: string): Promise<string[]> {
  const column = await table.column(name)
  if (column === undefined) return []
  return Array.from({ length: table.rows }, (_, row) => nameAt(column, row)).filter(
    (path) => path !== undefined,
  )
}

/** @throws ConfigError if it is a whole disk, which would be listed. */
function commonFolder(paths: readonly string[]): string {
  const parts = paths.map((path) => path.split(/[\\/]/).slice(0, -1))
  const [first = []] = parts
  const length = first.findIndex((part, i) => !parts.every((other) => other[i] === part))
  const common = first.slice(0, length < 0 ? first.length : length).join('/')
  if (!/^([a-z]:)?$/i.test(common)) return common
  throw new ConfigError(
    `Cannot tell the folder of the images: "${paths[0]}" and "${paths.at(-1)}" have only the disk in common`,
    { hint: 'put the images below one folder; --images DIR names it' },
  )
}
