import { type MetadataColumn, textAt } from '../../io/tables/column.ts'
import { ConfigError } from '../../run/errors.ts'
import type { Run } from '../run-folder/open-run.ts'

/** A metadata column as known groups. */
export interface KnownGroup {
  column: string
  /** Distinct values as text, sorted. */
  values: readonly string[]
  /** Index into `values` of each example, -1 = unknown. */
  codes: Int32Array
}

/** More distinct values than this are no groups. */
const LIMIT = 1000

/**
 * The known groups of a metadata column.
 *
 * @throws ConfigError if there is no such column or nearly every example has a value of its own.
 */
export function knownGroup(metadata: Record<string, MetadataColumn>, column: string): KnownGroup {
  const found = Object.hasOwn(metadata, column) ? metadata[column] : undefined
  if (!found) {
    throw new ConfigError(`Cannot use known group "${column}": no such metadata column`, {
      hint: `columns: ${Object.keys(metadata).join(', ') || 'none'}`,
    })
  }
  const texts = Array.from({ length: found.values.length }, (_, row) => textAt(found, row))
  const values = [...new Set(texts.filter((text) => text !== undefined))].sort()
  if (values.length > LIMIT) {
    throw new ConfigError(
      `Cannot use known group "${column}": ${values.length} distinct values, expected at most ${LIMIT}`,
    )
  }
  const index = new Map(values.map((value, code) => [value, code]))
  const codes = Int32Array.from(texts, (text) =>
    text === undefined ? -1 : (index.get(text) ?? -1),
  )
  return { column, values, codes }
}

/** The known group of a column, by default the first of the config; undefined if there is none. */
export function groupOf(run: Run, given: string | undefined): KnownGroup | undefined {
  const column = given ?? run.manifest.config.groups[0]
  return column === undefined ? undefined : knownGroup(run.examples.metadata, column)
}
