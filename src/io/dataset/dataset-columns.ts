import type { Config } from '../../run/config.ts'
import { DataError } from '../../run/errors.ts'
import { folderOfInput, resolveInput } from '../objects/address.ts'
import type { Column } from '../tables/column.ts'
import { pathOf } from '../tables/combine-tables.ts'
import type { IsName, Table } from '../tables/table-type.ts'
import type { RoleColumn } from './role-values.ts'

export type DatasetConfig = Config['dataset']
export type Role = keyof DatasetConfig['columns']

/** Column names tried for a role that the config does not name. */
const DEFAULTS: Record<Role, readonly string[]> = {
  id: ['id'],
  image: ['file_name', 'image'],
  label: ['label'],
  prediction: ['prediction'],
  confidence: ['confidence'],
  probabilities: ['probabilities'],
  split: ['split'],
}

/** Column of a table that plays a role, if there is one; an empty name means none. @throws DataError if the config names one that is not there. */
export function roleColumn(config: DatasetConfig, table: Table, role: Role): string | undefined {
  const named = config.columns[role]
  if (named === '') return undefined
  if (named === undefined) {
    return DEFAULTS[role].find((name) => table.names.includes(name)) ?? onlyColumn(table, role)
  }
  if (table.names.includes(named)) return named
  throw missingColumn(table, named, `dataset.columns.${role}`)
}

/** The column of a table that plays a role, if there is one. */
export async function roleOf(
  config: DatasetConfig,
  table: Table,
  role: Role,
): Promise<RoleColumn | undefined> {
  const name = roleColumn(config, table, role)
  const column = name === undefined ? undefined : await table.column(name)
  return name !== undefined && column ? { column, name, path: pathOf(table, name) } : undefined
}

/** The only column that the file declares to be images, or to be class numbers with names. */
function onlyColumn(table: Table, role: Role): string | undefined {
  if (role !== 'image' && role !== 'label') return undefined
  const names =
    role === 'image'
      ? table.imageColumns
      : table.names.filter((name) => table.classNames(name) !== undefined)
  return names.length === 1 ? names[0] : undefined
}

/** Name that a role's column has or would have. */
export function roleName(config: DatasetConfig, role: Role): string {
  return config.columns[role] || (DEFAULTS[role][0] as string)
}

/** Columns that hold names even where all of them look like numbers. */
export function nameColumns(config: DatasetConfig): IsName {
  const roles = ['id', 'image', 'label', 'prediction', 'split'] as const
  const names = new Set(roles.flatMap((role) => config.columns[role] ?? DEFAULTS[role]))
  return (column) => names.has(column)
}

/** @throws DataError that lists the columns there are. */
export function missingColumn(table: Table, column: string, setting: string): DataError {
  return new DataError(
    `Cannot find column "${column}" in "${table.path}": columns ${table.names.join(', ') || '(none)'}`,
    { path: table.path, column, hint: `set ${setting} to one of them` },
  )
}

/** A column that must be there. */
export async function needColumn(table: Table, name: string, setting: string): Promise<Column> {
  const column = await table.column(name)
  if (column === undefined) throw missingColumn(table, name, setting)
  return column
}

/** Paths of the tables that the config names, absolute. */
export function tablePaths({ table }: DatasetConfig, baseFolder: string): string[] {
  return (typeof table === 'string' ? [table] : (table ?? [])).map((path) =>
    resolveInput(baseFolder, path),
  )
}

/** Folder of the first table; without a table that of the config. */
export function tableFolder(config: DatasetConfig, baseFolder: string): string {
  const first = tablePaths(config, baseFolder)[0]
  return first === undefined ? baseFolder : folderOfInput(first)
}
