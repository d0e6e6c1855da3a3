import { type PointerEvent, useRef, useState } from 'react'

/** How many values fall into each of some equal steps. */
export interface Bins {
  low: number
  high: number
  counts: readonly number[]
  highest: number
}

/** Unknown values are left out; undefined = there is no other. */
export function histogram(values: Float64Array, bins: number): Bins | undefined {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  for (const value of values) {
    if (value < low) low = value
    if (value > high) high = value
  }
  if (!(high >= low)) return undefined
  const counts: number[] = new Array(bins).fill(0)
  const scale = high > low ? bins / (high - low) : 0
  for (const value of values) {
    const bin = Math.min(bins - 1, Math.floor((value - low) * scale))
    if (bin >= 0) counts[bin] = (counts[bin] ?? 0) + 1
  }
  return { low, high, counts, highest: Math.max(...counts) }
}

interface BrushedHistogramProps {
  bins: Bins
  low: number | undefined
  high: number | undefined
  onBrush: (low: number | undefined, high: number | undefined) => void
}

/** A histogram to drag over; a click takes one bar. By keyboard the two bounds beside it do the same. */
export function BrushedHistogram({ bins, low, high, onBrush }: BrushedHistogramProps) {
  const { counts, highest } = bins
  const start = useRef<number>(undefined)
  const [brush, setBrush] = useState<readonly [number, number]>()
  const step = (bins.high - bins.low) / counts.length
  const binAt = (event: PointerEvent) => {
    const { left, width } = event.currentTarget.getBoundingClientRect()
    const at = Math.floor(((event.clientX - left) / Math.max(1, width)) * counts.length)
    return Math.max(0, Math.min(counts.length - 1, at))
  }
  const span = (event: PointerEvent): readonly [number, number] => {
    const at = binAt(event)
    const from = start.current ?? at
    return [Math.min(from, at), Math.max(from, at)]
  }
  const finish = (event: PointerEvent) => {
    if (start.current === undefined) return
    const [from, to] = span(event)
    start.current = undefined
    setBrush(undefined)
    const edge = (at: number) => Number((bins.low + at * step).toPrecision(6))
    // The outermost bars are open, so that rounding keeps nothing out.
    onBrush(
      from === 0 ? undefined : edge(from),
      to === counts.length - 1 ? undefined : edge(to + 1),
    )
  }
  const isInside = (i: number) => {
    if (brush) return i >= brush[0] && i <= brush[1]
    const middle = bins.low + (i + 0.5) * step
    return (
      middle >= (low ?? Number.NEGATIVE_INFINITY) && middle <= (high ?? Number.POSITIVE_INFINITY)
    )
  }
  return (
    <svg
      viewBox={`0 0 ${counts.length} 10`}
      preserveAspectRatio="none"
      className="sparkline brushed"
      aria-hidden="true"
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId)
        start.current = binAt(event)
        setBrush(span(event))
      }}
      onPointerMove={(event) => start.current !== undefined && setBrush(span(event))}
      onPointerUp={finish}
      onPointerCancel={() => {
        start.current = undefined
        setBrush(undefined)
      }}
    >
      <rect width={counts.length} height="10" className="ground" />
      {counts.map((images, i) => {
        const height = images === 0 ? 0 : Math.max(0.4, (images / highest) * 10)
        return (
          <rect
            key={i}
            x={i + 0.08}
            width={0.84}
            y={10 - height}
            height={height}
            className={isInside(i) ? 'inside' : undefined}
          />
        )
      })}
    </svg>
  )
}
