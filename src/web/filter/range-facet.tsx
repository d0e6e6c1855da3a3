import { useMemo } from 'react'
import type { Column } from '../data/column.ts'
import { filterKey, filtersOf, formatRange } from '../state/filters.ts'
import { change, usePlace } from '../state/navigation.ts'
import { oneLine } from '../words/format.ts'

const BINS = 28

/** A numeric column as a small histogram and two bounds. */
export function RangeFacet({ column }: { column: Column & { kind: 'number' } }) {
  const filter = filtersOf(usePlace(), [column])[0]
  const [low, high] = filter?.kind === 'range' ? [filter.low, filter.high] : []
  const bins = useMemo(() => histogram(column.values), [column])
  if (!bins) return null
  const set = (nextLow: number | undefined, nextHigh: number | undefined) =>
    change({ [filterKey(column.name)]: formatRange(nextLow, nextHigh) })
  const name = oneLine(column.name)
  return (
    <details className="facet" open={filter !== undefined || column.name === 'confidence'}>
      <summary>
        {name}
        {filter && <span className="chosen"> •</span>}
      </summary>
      <svg
        viewBox={`0 0 ${BINS} 10`}
        preserveAspectRatio="none"
        className="sparkline"
        aria-hidden="true"
      >
        {bins.counts.map((images, i) => {
          const middle = bins.low + ((i + 0.5) * (bins.high - bins.low)) / BINS
          const inside = middle >= (low ?? -Infinity) && middle <= (high ?? Infinity)
          const height = images === 0 ? 0 : Math.max(0.4, (images / bins.highest) * 10)
          return (
            <rect
              key={i}
              x={i + 0.08}
              width={0.84}
              y={10 - height}
              height={height}
              className={inside ? 'inside' : undefined}
            />
          )
        })}
      </svg>
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

function histogram(values: Float64Array) {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  for (const value of values) {
    if (value < low) low = value
    if (value > high) high = value
  }
  if (!(high >= low)) return undefined
  const counts: number[] = new Array(BINS).fill(0)
  const scale = high > low ? BINS / (high - low) : 0
  for (const value of values) {
    const bin = Math.min(BINS - 1, Math.floor((value - low) * scale))
    if (bin >= 0) counts[bin] = (counts[bin] ?? 0) + 1
  }
  return { low, high, counts, highest: Math.max(...counts) }
}
