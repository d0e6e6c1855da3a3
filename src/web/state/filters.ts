import type { Column } from '../data/column.ts'
import type { Examples } from '../data/read-examples.ts'
import { wellFormed } from '../data/well-formed.ts'
import { type Place, param } from './place.ts'
import { decodeRows } from './row-ranges.ts'

/** What a column must be: one of some values, or within bounds (undefined = open). */
export type Filter =
  | { kind: 'values'; column: string; values: readonly string[] }
  | { kind: 'range'; column: string; low: number | undefined; high: number | undefined }

/** Name of the column that asking in words adds. */
export const SIMILARITY = 'similarity'

const PREFIX = 'f.'
const UNKNOWN = '?'

/** The address parameter of a column's filter. */
export const filterKey = (column: string): string => `${PREFIX}${wellFormed(column)}`

/** A range as an address value: `0.1..0.5`, `..0.5`. */
export function formatRange(low: number | undefined, high: number | undefined): string | undefined {
  return low === undefined && high === undefined ? undefined : `${low ?? ''}..${high ?? ''}`
}

/** The filters in an address; those on columns that do not exist are left out. */
export function filtersOf(place: Place, columns: readonly Column[]): Filter[] {
  return columns.flatMap((column): Filter[] => {
    const values = place.params.get(filterKey(column.name))
    if (!values) return []
    if (column.kind !== 'number') return [{ kind: 'values', column: column.name, values }]
    const [low, high] = (values[0] ?? '').split('..').map(bound)
    return [{ kind: 'range', column: column.name, low, high }]
  })
}

/** Columns that filters in an address are on and the run does not have: nothing says that they were left out, but this. */
export function unknownColumns(place: Place, columns: readonly Column[]): string[] {
  const known = new Set([SIMILARITY, ...columns.map(({ name }) => name)].map(filterKey))
  return [...place.params.keys()]
    .filter((key) => key.startsWith(PREFIX) && !known.has(key))
    .map((key) => key.slice(PREFIX.length))
}

function bound(text: string): number | undefined {
  const value = text.trim() === '' ? Number.NaN : Number(text)
  return Number.isNaN(value) ? undefined : value
}

/** Text of a category or boolean value in an address and in a list; `?` = unknown. */
export function valueText(column: Column, row: number): string {
  if (column.kind === 'category') return column.names[column.codes[row] ?? -1] ?? UNKNOWN
  if (column.kind === 'boolean') return ['no', 'yes'][column.values[row] ?? -1] ?? UNKNOWN
  return ''
}

type Keep = (row: number) => boolean

function keepOf(filter: Filter, column: Column): Keep {
  if (filter.kind === 'range' && column.kind === 'number') {
    const { low = Number.NEGATIVE_INFINITY, high = Number.POSITIVE_INFINITY } = filter
    return (row) => {
      const value = column.values[row] ?? Number.NaN
      return value >= low && value <= high
    }
  }
  const wanted = new Set(filter.kind === 'values' ? filter.values : [])
  if (column.kind === 'category') {
    const kept = column.names.map((name) => wanted.has(wellFormed(name)))
    return (row) => kept[column.codes[row] ?? -1] ?? wanted.has(UNKNOWN)
  }
  return (row) => wanted.has(valueText(column, row))
}

/**
 * Rows that pass all filters and contain the search text in their id, file name, label, prediction or any other text,
 * in file order.
 *
 * @param columns - Those that filters may be on.
 * @param among - Only these rows, ascending; undefined = all.
 */
export function filteredRows(
  examples: Pick<Examples, 'count' | 'ids' | 'images' | 'columns'>,
  filters: readonly Filter[],
  search: string,
  columns: readonly Column[] = examples.columns,
  among?: ArrayLike<number>,
): Int32Array<ArrayBuffer> {
  const keeps = filters.flatMap((filter) => {
    const column = columns.find(({ name }) => name === filter.column)
    return column ? [keepOf(filter, column)] : []
  })
  const text = search.trim().toLowerCase()
  if (text) keeps.push(contains(examples, text))
  const count = among?.length ?? examples.count
  const rows = new Int32Array(count)
  let found = 0
  for (let i = 0; i < count; i++) {
    const row = among ? (among[i] ?? 0) : i
    if (keeps.every((keep) => keep(row))) rows[found++] = row
  }
  return rows.subarray(0, found)
}

/** Some text of a row contains a lower-case text. */
function contains(
  { ids, images, columns }: Parameters<typeof filteredRows>[0],
  text: string,
): Keep {
  const named = columns.flatMap((column) => {
    if (column.kind !== 'category') return []
    const hits = column.names.map((name) => name.toLowerCase().includes(text))
    return hits.includes(true) ? [{ codes: column.codes, hits }] : []
  })
  return (row) =>
    named.some(({ codes, hits }) => hits[codes[row] ?? -1] === true) ||
    (ids[row]?.toLowerCase().includes(text) ?? false) ||
    (images[row] !== ids[row] && (images[row]?.toLowerCase().includes(text) ?? false))
}

/** The rows that the address lists by number, none if it cannot be read; undefined = it lists none. */
export function listedRows(place: Place, count: number): Int32Array | undefined {
  const text = param(place, 'rows')
  return text === undefined ? undefined : (decodeRows(text, count) ?? new Int32Array())
}
