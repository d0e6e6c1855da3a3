import type { Warn } from '../../run/effects.ts'
import type { ImageSource } from '../images/image-source.ts'
import type { Column } from '../tables/column.ts'
import { overlayTables } from '../tables/combine-tables.ts'
import { type Table, tableOf } from '../tables/table-type.ts'
import { type DatasetConfig, roleColumn, roleName } from './dataset-columns.ts'
import { folderLayout } from './folder-layout.ts'

/**
 * A table beside a folder of images, with the split and label that the folders tell where it has no column of its own:
 * training images never slip into the splits that are explained.
 */
export function withFolderRoles(
  config: DatasetConfig,
  table: Table,
  images: ImageSource | undefined,
  onWarning: Warn,
): Table {
  if (images === undefined || config.table === undefined || config.images === undefined)
    return table
  const names = Array.from({ length: table.rows }, (_, row) => images.name(row) ?? '')
  const facts = folderLayout(names)
  const added = new Map<string, Column>()
  for (const role of ['split', 'label'] as const) {
    const values = facts.map((fact) => fact[role])
    if (roleColumn(config, table, role) !== undefined || config.multiLabel) continue
    if (!values.some((value) => value !== undefined)) continue
    added.set(roleName(config, role), { kind: 'text', values })
    onWarning({
      code: `folder-${role}s`,
      message: `The table names no ${role}: taken from the folders of the images`,
      where: table.path,
    })
  }
  return overlayTables(table, tableOf(table.path, table.rows, added))
}
