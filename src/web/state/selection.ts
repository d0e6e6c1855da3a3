import { useMemo } from 'react'
import { change, usePlace, useStoredSelection } from './navigation.ts'
import { param } from './place.ts'
import { decodeRows, encodeRows, STORED } from './row-ranges.ts'

/** Characters. Longer selections are kept in the browser's history instead of the address, and the page says so. */
const ADDRESS_LIMIT = 30_000
const NOTHING = new Int32Array(0)

/** The selected rows, ascending. */
export function useSelection(count: number): Int32Array {
  const text = param(usePlace(), 'sel') ?? ''
  const stored = useStoredSelection()
  return useMemo(() => {
    if (text === STORED) return stored ?? NOTHING
    return decodeRows(text, count) ?? NOTHING
  }, [text, stored, count])
}

/** The selection is too long for the address: a link to this page does not hold it. */
export const useIsUnlinked = (): boolean => param(usePlace(), 'sel') === STORED

/** Selects rows instead of what was selected: one step to undo. */
export function select(rows: Iterable<number>): void {
  const sorted = Int32Array.from(new Set(rows)).sort()
  const text = encodeRows(sorted)
  if (text.length <= ADDRESS_LIMIT) change({ sel: text || undefined })
  else change({ sel: STORED }, { selection: sorted })
}

/** Selected rows with one added, or taken away if it was there. */
export function toggled(selection: Int32Array, row: number): number[] {
  return selection.includes(row)
    ? [...selection].filter((other) => other !== row)
    : [...selection, row]
}
