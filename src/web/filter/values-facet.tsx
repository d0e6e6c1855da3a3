import { useMemo, useState } from 'react'
import type { Column } from '../data/column.ts'
import { wellFormed } from '../data/well-formed.ts'
import { useRun } from '../frame/run-context.tsx'
import { filterKey, valueText } from '../state/filters.ts'
import { change, usePlace } from '../state/navigation.ts'
import { columnTitle } from '../words/column-title.ts'
import { count, oneLine } from '../words/format.ts'

const LISTED = 8

interface ValuesFacetProps {
  column: Exclude<Column, { kind: 'number' }>
  open: boolean
}

/** Values of a column with their counts, each to be ticked. */
export function ValuesFacet({ column, open }: ValuesFacetProps) {
  const { run } = useRun()
  const place = usePlace()
  const key = filterKey(column.name)
  const chosen = place.params.get(key) ?? []
  const [search, setSearch] = useState('')
  const [all, setAll] = useState(false)
  const values = useMemo(() => valueCounts(column, run.examples.count), [column, run])
  const text = search.trim().toLowerCase()
  const found = values.filter(({ value }) => value.toLowerCase().includes(text))
  const ticked = new Set(chosen)
  const listed = all ? found : found.filter(({ value }, i) => i < LISTED || ticked.has(value))
  const toggle = (value: string) =>
    change({
      [key]: ticked.has(value) ? chosen.filter((other) => other !== value) : [...chosen, value],
    })
  return (
    <details className="facet" open={open || chosen.length > 0}>
      <summary>
        {columnTitle(column.name)}
        {chosen.length > 0 && <span className="chosen"> {chosen.length}</span>}
      </summary>
      {values.length > LISTED && (
        <input
          type="text"
          aria-label={`Find a value of ${columnTitle(column.name)}`}
          placeholder={`find one of ${count(values.length)}`}
          value={search}
          onChange={(event) => setSearch(event.target.value)}
        />
      )}
      <ul>
        {listed.map(({ value, images }) => (
          <li key={value}>
            <label>
              <input type="checkbox" checked={ticked.has(value)} onChange={() => toggle(value)} />
              <span className="value">{value === '?' ? 'unknown' : oneLine(value)}</span>
              <span className="number">{count(images)}</span>
            </label>
          </li>
        ))}
      </ul>
      {found.length > listed.length && (
        <button type="button" className="link" onClick={() => setAll(true)}>
          {count(found.length - listed.length)} more
        </button>
      )}
    </details>
  )
}

function valueCounts(column: ValuesFacetProps['column'], rows: number) {
  const counts = new Map<string, number>()
  const texts = column.kind === 'category' ? column.names.map(wellFormed) : undefined
  for (let row = 0; row < rows; row++) {
    const code = column.kind === 'category' ? (column.codes[row] ?? -1) : -1
    const value = texts?.[code] ?? valueText(column, row)
    counts.set(value, (counts.get(value) ?? 0) + 1)
  }
  return [...counts]
    .map(([value, images]) => ({ value, images }))
    .sort((a, b) => b.images - a.images || (a.value < b.value ? -1 : 1))
}
