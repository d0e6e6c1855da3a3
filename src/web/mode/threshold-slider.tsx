import { useEffect, useState } from 'react'
import { Term } from '../parts/term.tsx'
import { change, usePlace } from '../state/navigation.ts'
import { param } from '../state/place.ts'
import { count, decimal, percent } from '../words/format.ts'
import type { ModeFacts } from './mode-facts.ts'
import { RowsLink } from './rows-link.tsx'

/** Milliseconds after the last move until the address takes it over: browsers let no page change it with every pixel. */
const REST = 300

/** Where flagged images end: as the address says, 0 unless it does, and ahead of it while the slider moves. */
export function useThreshold(): [number, (threshold: number) => void] {
  const kept = Number(param(usePlace(), 'threshold') ?? 0)
  const [moving, setMoving] = useState<number>()
  useEffect(() => {
    if (moving === undefined) return
    const threshold = moving === 0 ? undefined : String(Number(moving.toPrecision(4)))
    const timer = setTimeout(() => {
      change({ threshold }, { merge: 'threshold' })
      setMoving(undefined)
    }, REST)
    return () => clearTimeout(timer)
  }, [moving])
  return [moving ?? (Number.isFinite(kept) ? kept : 0), setMoving]
}

interface ThresholdSliderProps {
  facts: ModeFacts
  threshold: number
  onChange: (threshold: number) => void
}

/** Moves the line between flagged and not flagged: the slice, its accuracy and its interval follow at once. */
export function ThresholdSlider({ facts, threshold, onChange }: ThresholdSliderProps) {
  const { rows, valueAt, flagged } = facts
  const [low, high] = [valueAt(rows[0] ?? 0), valueAt(rows.at(-1) ?? 0)]
  if (!(high > low)) return null
  const [from, to] = flagged.interval
  const title = `decision value ≤ ${decimal(threshold)}`
  return (
    <section className="threshold boxed">
      <label>
        <Term of="threshold">Threshold</Term>: images with a decision value of{' '}
        <output className="number">{decimal(threshold)}</output> or less
        <input
          type="range"
          min={Math.min(0, low)}
          max={Math.max(0, high)}
          step={(high - low) / 200}
          value={threshold}
          onChange={(event) => onChange(Number(event.target.value))}
        />
      </label>
      <p role="status">
        <RowsLink rows={flagged.rows} title={title}>
          {count(flagged.rows.length)}
        </RowsLink>{' '}
        of{' '}
        <RowsLink rows={[...rows]} title="held-out images of the class">
          {count(rows.length)}
        </RowsLink>{' '}
        held-out images; the model is right on{' '}
        <RowsLink rows={flagged.rows} title={title}>
          <strong>{percent(flagged.accuracy)}</strong>
        </RowsLink>
        {flagged.rows.length > 0 && (
          <>
            {' '}
            (95 % interval {percent(from)} to {percent(to)})
          </>
        )}
      </p>
      {threshold !== 0 && (
        <button type="button" className="link" onClick={() => onChange(0)}>
          back to 0, the method’s own
        </button>
      )}
    </section>
  )
}
