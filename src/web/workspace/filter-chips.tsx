import type { Column } from '../data/column.ts'
import { filterKey, filtersOf, unknownColumns } from '../state/filters.ts'
import { change, usePlace } from '../state/navigation.ts'
import { type Change, param } from '../state/place.ts'
import { columnTitle } from '../words/column-title.ts'
import { count, oneLine, quoted } from '../words/format.ts'

interface Chip {
  key: string
  words: string
  without: Change
}

/** Everything that keeps images away, in words, each to be taken away. */
export function FilterChips({
  columns,
  shown,
  of,
}: {
  columns: readonly Column[]
  shown: number
  of: number
}) {
  const place = usePlace()
  const chips: Chip[] = filtersOf(place, columns).map((filter) => {
    const title = columnTitle(filter.column)
    const words =
      filter.kind === 'range'
        ? `${title} ${rangeWords(filter.low, filter.high)}`
        : `${title}: ${filter.values.slice(0, 3).map(valueWords).join(' or ')}${filter.values.length > 3 ? ` or ${filter.values.length - 3} more` : ''}`
    return { key: filter.column, words, without: { [filterKey(filter.column)]: undefined } }
  })
  const [search, text, rows] = ['q', 'text', 'rows'].map((key) => param(place, key))
  if (rows !== undefined) {
    const words = oneLine(param(place, 'title') ?? 'certain images')
    chips.unshift({ key: 'rows', words, without: { rows: undefined, title: undefined } })
  }
  if (search)
    chips.push({ key: 'q', words: `contains ${quoted(search)}`, without: { q: undefined } })
  if (text) {
    const without = { text: undefined, [filterKey('similarity')]: undefined }
    chips.push({ key: 'text', words: `ordered by likeness to ${quoted(text)}`, without })
  }
  if (param(place, 'only') === 'selected') {
    chips.push({ key: 'only', words: 'only selected', without: { only: undefined } })
  }
  const all = Object.fromEntries(chips.flatMap(({ without }) => Object.entries(without)))
  return (
    <div className="filter-chips">
      <p className="shown" role="status">
        showing {count(shown)} of {count(of)}
      </p>
      {chips.map(({ key, words, without }) => (
        <button
          key={key}
          type="button"
          className="chip-on"
          aria-label={`Take away: ${words}`}
          onClick={() => change(without)}
        >
          {words} <span aria-hidden="true">✕</span>
        </button>
      ))}
      {chips.length > 1 && (
        <button type="button" className="link" onClick={() => change(all)}>
          clear all
        </button>
      )}
      {unknownColumns(place, columns).map((name) => (
        <p key={name} className="problem" role="alert">
          This run has no column {quoted(name)}: a filter on it keeps no image away.
        </p>
      ))}
    </div>
  )
}

const valueWords = (value: string) => (value === '?' ? 'unknown' : oneLine(value))

function rangeWords(low: number | undefined, high: number | undefined): string {
  const text = (value: number) => String(Number(value.toPrecision(4))).replace('-', '−')
  if (low === undefined) return high === undefined ? '' : `≤ ${text(high)}`
  return high === undefined ? `≥ ${text(low)}` : `${text(low)} to ${text(high)}`
}
