import type { Column } from '../data/column.ts'
import type { Examples } from '../data/read-examples.ts'
import { type Place, param } from './place.ts'

/** What a column must be: one of some values, or within bounds (undefined = open). */
export type Filter =
  | { kind: 'values'; column: string; values: readonly string[] }
  | { kind: 'range'; column: string; low: number | undefined; high: number | undefined }

const PREFIX = 'f.'
const UNKNOWN = '?'

/** The address parameter of a column's filter. */
export const filterKey = (column: string): string => `${PREFIX}${column}`

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

/** An address cannot hold half a surrogate pair. */
export const wellFormed = (text: string): string => text.replace(/\p{Surrogate}/gu, '\ufffd')

/** Rows that pass all filters and whose id contains the search text, in file order. */
export function filteredRows(
  examples: Examples,
  filters: readonly Filter[],
  search: string,
): Int32Array {
  const keeps = filters.flatMap((filter) => {
    const column = examples.columns.find(({ name }) => name === filter.column)
    return column ? [keepOf(filter, column)] : []
  })
  const text = search.trim().toLowerCase()
  if (text) keeps.push((row) => examples.ids[row]?.toLowerCase().includes(text) ?? false)
  const rows = new Int32Array(examples.count)
  let found = 0
  for (let row = 0; row < examples.count; row++) {
    if (keeps.every((keep) => keep(row))) rows[found++] = row
  }
  return rows.subarray(0, found)
}

/** How rows can be ordered. */
export const SORTS = {
  hardest: 'hardest first (decision value)',
  easiest: 'easiest first (decision value)',
  'least-confident': 'least confident first',
  'most-confident': 'most confident first',
  file: 'as in the file',
} as const
export type Sort = keyof typeof SORTS

export function sortOf(place: Place): Sort {
  const text = param(place, 'sort')
  return text !== undefined && Object.hasOwn(SORTS, text) ? (text as Sort) : 'hardest'
}

/** A copy of rows in an order; rows whose value is unknown come last. */
export function sortedRows(examples: Examples, rows: Int32Array, sort: Sort): Int32Array {
  if (sort === 'file') return rows
  const values =
    sort === 'hardest' || sort === 'easiest' ? examples.decisionValue : examples.confidence
  const sign = sort === 'hardest' || sort === 'least-confident' ? 1 : -1
  const keys = Float64Array.from(rows, (row) => {
    const value = values[row] ?? Number.NaN
    return Number.isNaN(value) ? Number.POSITIVE_INFINITY : sign * value
  })
  const order = Int32Array.from(rows, (_, i) => i).sort(
    (a, b) => compare(keys[a], keys[b]) || a - b,
  )
  return order.map((i) => rows[i] ?? 0)
}

const compare = (a = 0, b = 0) => (a < b ? -1 : a > b ? 1 : 0)
