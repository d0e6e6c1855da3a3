interface IntervalBarProps {
  /** .5 chance, 1 perfect; below .5 is drawn at the left end. */
  value: number
  interval: readonly [number, number] | undefined
  muted: boolean
}

/** A strength with its interval, on one line from chance to perfect. */
export function IntervalBar({ value, interval, muted }: IntervalBarProps) {
  const x = (strength: number) => 4 + Math.max(0, Math.min(1, (strength - 0.5) * 2)) * 192
  return (
    <svg viewBox="0 0 200 26" className={muted ? 'strength muted' : 'strength'} aria-hidden="true">
      <line x1="4" x2="196" y1="13" y2="13" className="axis" />
      <line x1="4" x2="4" y1="8" y2="18" className="axis" />
      {interval && (
        <line x1={x(interval[0])} x2={x(interval[1])} y1="13" y2="13" className="interval" />
      )}
      <circle cx={x(value)} cy="13" r="5.5" />
    </svg>
  )
}
