import { useMemo } from 'react'
import type { Column } from '../data/column.ts'
import { filterKey, filtersOf, formatRange, SIMILARITY } from '../state/filters.ts'
import { change, usePlace } from '../state/navigation.ts'
import { columnTitle } from '../words/column-title.ts'
import { BrushedHistogram, histogram } from './brushed-histogram.tsx'

const BINS = 28

/** A numeric column as a histogram to drag over, and two bounds. */
export function RangeFacet({ column }: { column: Column & { kind: 'number' } }) {
  const filter = filtersOf(usePlace(), [column])[0]
  const [low, high] = filter?.kind === 'range' ? [filter.low, filter.high] : []
  const bins = useMemo(() => histogram(column.values, BINS), [column])
  if (!bins) return null
  const set = (nextLow: number | undefined, nextHigh: number | undefined) =>
    change({ [filterKey(column.name)]: formatRange(nextLow, nextHigh) })
  const name = columnTitle(column.name)
  const isFirst = ['confidence', 'decisionValue', SIMILARITY].includes(column.name)
  return (
    <details className="facet" open={filter !== undefined || isFirst}>
      <summary>
        {name}
        {filter && <span className="chosen"> •</span>}
      </summary>
      <BrushedHistogram bins={bins} low={low} high={high} onBrush={set} />
      <div className="bounds">
        <Bound
          name={`least ${name}`}
          value={low}
          placeholder={bins.low}
          onSet={(v) => set(v, high)}
        />
        <span>to</span>
        <Bound
          name={`greatest ${name}`}
          value={high}
          placeholder={bins.high}
          onSet={(v) => set(low, v)}
        />
      </div>
    </details>
  )
}

interface BoundProps {
  name: string
  value: number | undefined
  placeholder: number
  onSet: (value: number | undefined) => void
}

function Bound({ name, value, placeholder, onSet }: BoundProps) {
  const commit = (text: string) => {
    const next = text.trim() === '' ? undefined : Number(text)
    if (next !== value && !Number.isNaN(next)) onSet(next)
  }
  return (
    <input
      key={value ?? 'open'}
      type="number"
      step="any"
      aria-label={name}
      placeholder={String(Number(placeholder.toPrecision(3)))}
      defaultValue={value}
      onBlur={(event) => commit(event.target.value)}
      onKeyDown={(event) => {
        if (event.key === 'Enter') commit(event.currentTarget.value)
      }}
    />
  )
}
