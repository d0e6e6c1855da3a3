import type { Examples } from '../data/read-examples.ts'
import { type Change, changed, type Place, param } from './place.ts'

/** Parameters that say something else in a run with other rows. */
const BY_ROW = ['rows', 'sel', 'open'] as const
/** Those that say something else once the same rows have other results. */
const BY_RESULT = ['rows', 'threshold', 'direction'] as const
const KEY = 'of'

/** Tells runs apart whose rows or results differ, as `1x3k9z2-0f3kq8a`: by the ids in order, and by what was found of each row. */
export function runMark({
  ids,
  correct,
  decisionValue,
}: Pick<Examples, 'ids' | 'correct' | 'decisionValue'>): string {
  let rows = START
  for (const id of ids) {
    for (let i = 0; i < id.length; i++) rows = mixed(rows, id.charCodeAt(i))
    rows = mixed(rows, 0x10000)
  }
  let results = START
  for (const value of correct) results = mixed(results, value)
  const { buffer, byteOffset, length } = decisionValue
  for (const half of new Int32Array(buffer, byteOffset, 2 * length)) results = mixed(results, half)
  return [rows, results].map((hash) => (hash >>> 0).toString(36)).join('-')
}

/** FNV-1a, by 32 bits. */
const START = 0x811c9dc5
const mixed = (hash: number, value: number): number => Math.imul(hash ^ value, 0x01000193)

const has = (place: Place, keys: readonly string[]) => keys.some((key) => place.params.has(key))

/** A place whose row numbers, if it has some, say of which run they are. */
export function marked(place: Place, mark: string | undefined): Place {
  if (!has(place, [...BY_ROW, ...BY_RESULT])) return changed(place, { [KEY]: undefined })
  return mark === undefined || place.params.has(KEY) ? place : changed(place, { [KEY]: mark })
}

/** A change after which a place is no longer what was linked to: what it says from now on is of the run on show. */
export const unmarking = (change: Change): Change =>
  BY_RESULT.some((key) => key in change) ? { ...change, [KEY]: undefined } : change

/** What of a place is of the run on show: row numbers of another run would show other images than were meant. */
export function readable(place: Place, mark: string | undefined): Place {
  if (!isOfOtherRows(place, mark)) return place
  const none = Object.fromEntries([...BY_ROW, 'title', 'only', KEY].map((key) => [key, undefined]))
  return changed(place, none)
}

const halves = (mark: string | undefined) => (mark ?? '').split('-')

export function isOfOtherRows(place: Place, mark: string | undefined): boolean {
  const of = param(place, KEY)
  return of !== undefined && mark !== undefined && halves(of)[0] !== halves(mark)[0]
}

/** The rows are the same, and the place names something that depends on their results, which have changed since. */
export function isOfOlderResults(place: Place, mark: string | undefined): boolean {
  const of = param(place, KEY)
  return of !== undefined && mark !== undefined && of !== mark && has(place, BY_RESULT)
}
