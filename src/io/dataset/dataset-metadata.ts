import { EXAMPLE_COLUMNS } from '../../run/files.ts'
import type { MetadataColumn } from '../tables/column.ts'
import type { Table } from '../tables/table-type.ts'

const TAKEN: ReadonlySet<string> = new Set(EXAMPLE_COLUMNS)

/**
 * Columns that play no part of their own, with their types. One named like a column of `examples.parquet` gets the
 * prefix `meta_`. Lists and images are left out.
 */
export async function readMetadata(
  table: Table,
  used: ReadonlySet<string>,
): Promise<Record<string, MetadataColumn>> {
  const entries: [string, MetadataColumn][] = []
  const names = table.names.filter((name) => !used.has(name))
  for (const name of names) {
    const column = await table.column(name)
    if (column && column.kind !== 'list' && column.kind !== 'image') {
      entries.push([freeName(name, names), column])
    }
  }
  // Own properties whatever they are called, `__proto__` too.
  return Object.fromEntries(entries)
}

function freeName(name: string, names: readonly string[]): string {
  if (!TAKEN.has(name)) return name
  let free = `meta_${name}`
  while (names.includes(free)) free = `meta_${free}`
  return free
}
