import { useDeferredValue, useMemo } from 'react'
import type { Column } from '../data/column.ts'
import type { Examples } from '../data/read-examples.ts'
import { useRun } from '../frame/run-context.tsx'
import { filteredRows, filtersOf, listedRows, SIMILARITY } from '../state/filters.ts'
import { usePlace } from '../state/navigation.ts'
import { changed, formatPlace, type Place, param, parsePlace } from '../state/place.ts'
import { useSelection } from '../state/selection.ts'
import { sortedRows, sortOf } from '../state/sorts.ts'
import { type Likeness, useLikeness } from './use-likeness.ts'

/** What the gallery and the map show, by the filters, the search, the words and the selection of the address. */
export interface Workspace {
  /** In the order of the gallery. */
  rows: Int32Array
  /** Of all rows, 1 = passes. */
  shown: Uint8Array
  selection: Int32Array
  /** All that can be filtered by: the columns of the examples, and likeness to the words asked for. */
  columns: readonly Column[]
  likeness: Likeness
}

export function useWorkspace(): Workspace {
  const { run } = useRun()
  const { examples } = run
  const place = usePlace()
  const selection = useSelection(examples.count)
  const likeness = useLikeness(param(place, 'text'))
  const { values } = likeness
  const columns = useMemo(
    (): readonly Column[] =>
      values
        ? [...examples.columns, { kind: 'number', name: SIMILARITY, values }]
        : examples.columns,
    [examples, values],
  )
  const onlySelected = param(place, 'only') === 'selected'
  const listed = useDeferredValue(listKey(place))
  const rows = useMemo(
    () => rowsOf(parsePlace(listed), examples, columns, values),
    [examples, listed, columns, values],
  )
  const among = onlySelected ? selection : undefined
  const kept = useMemo(() => {
    if (!among) return rows
    const chosen = new Set(among)
    return rows.filter((row) => chosen.has(row))
  }, [rows, among])
  const shown = useMemo(() => {
    const mask = new Uint8Array(examples.count)
    for (const row of kept) mask[row] = 1
    return mask
  }, [kept, examples])
  return { rows: kept, shown, selection, columns, likeness }
}

function rowsOf(
  place: Place,
  examples: Examples,
  columns: readonly Column[],
  similarity: Float64Array | undefined,
): Int32Array {
  const rows = filteredRows(
    examples,
    filtersOf(place, columns),
    param(place, 'q') ?? '',
    columns,
    listedRows(place, examples.count),
  )
  return sortedRows(examples, rows, sortOf(place), similarity)
}

/** The part of the address that the list of rows depends on: opening, selecting and colouring does not change it. */
function listKey(place: Place): string {
  const rest = {
    open: undefined,
    sel: undefined,
    only: undefined,
    colour: undefined,
    at: undefined,
    of: undefined,
  }
  const own = { view: 'images' as const, params: place.params }
  return formatPlace(changed(own, { ...rest, mode: undefined, layer: undefined, names: undefined }))
}
