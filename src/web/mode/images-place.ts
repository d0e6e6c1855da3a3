import { wellFormed } from '../data/well-formed.ts'
import { freshPlace } from '../state/navigation.ts'
import { type Change, formatPlace } from '../state/place.ts'
import { encodeRows } from '../state/row-ranges.ts'

/** Address of exactly these images, under a title that says what they are. */
export function rowsPlace(rows: Iterable<number>, title: string, more: Change = {}): string {
  const sorted = [...new Set(rows)].sort((a, b) => a - b)
  return formatPlace(
    freshPlace('images', { rows: encodeRows(sorted), title: wellFormed(title), ...more }),
  )
}

/** Address of the images that pass filters. */
export const filterPlace = (filters: Change): string => formatPlace(freshPlace('images', filters))
