import { useRef } from 'react'
import { useRun } from '../frame/run-context.tsx'
import { useSize } from '../parts/use-size.ts'
import { count, counted, decimal } from '../words/format.ts'
import { rowsPlace } from './images-place.ts'
import type { ModeFacts } from './mode-facts.ts'
import { valueBins } from './value-bins.ts'

const HEIGHT = 200
const LEFT = 34
const BOTTOM = 26
/** Least side of what can be pressed, in pixels (WCAG 2.5.8). */
const TARGET = 24

/** Multiples of 1, 2 or 5 times a power of ten, 0 among them where it lies inside; about `wanted` of them. */
function evenTicks(low: number, high: number, wanted: number) {
  const rough = (high - low) / Math.max(1, wanted)
  const power = 10 ** Math.floor(Math.log10(rough))
  const step = [1, 2, 5, 10].find((times) => times * power >= rough * 0.999) ?? 10
  const [from, to] = [Math.ceil(low / (step * power)), Math.floor(high / (step * power))]
  return {
    values: Array.from({ length: to - from + 1 }, (_, i) => (from + i) * step * power),
    digits: Math.max(0, -Math.floor(Math.log10(step * power) + 1e-9)),
  }
}

/** Decision values as bars, right ones above the line and wrong ones below; each bar is a link to its images. */
export function ValueHistogram({ facts, className }: { facts: ModeFacts; className: string }) {
  const { run } = useRun()
  const box = useRef<HTMLDivElement>(null)
  const { width } = useSize(box)
  const across = Math.max(1, width - LEFT - 8)
  const bins = valueBins(run.examples.correct, facts, Math.floor(across / TARGET) - 2)
  const most = Math.max(1, ...bins.map(({ right }) => right.length))
  const least = Math.max(1, ...bins.map(({ wrong }) => wrong.length))
  const [low, high] = [bins[0]?.low ?? 0, bins.at(-1)?.high ?? 1]
  const x = (value: number) => LEFT + ((value - low) / (high - low || 1)) * across
  const room = HEIGHT - BOTTOM
  const zero = Math.max(TARGET + 4, Math.min(room - TARGET, (room * most) / (most + least)))
  const unit = Math.min((zero - 4) / most, (room - zero) / least)
  const bar = (rows: readonly number[], bin: (typeof bins)[number], side: 'right' | 'wrong') => {
    if (rows.length === 0) return null
    const words = `${counted(rows.length, `${side} image`)} with decision values ${decimal(bin.low)} to ${decimal(bin.high)}`
    const height = rows.length * unit
    return (
      <a
        key={`${bin.low} ${side}`}
        href={rowsPlace(rows, `${className}: ${words}`)}
        aria-label={words}
      >
        <title>{words}</title>
        {/* The whole column can be pressed, however low its bar. */}
        <rect
          x={x(bin.low)}
          width={Math.max(1, x(bin.high) - x(bin.low))}
          y={side === 'right' ? 0 : zero}
          height={side === 'right' ? zero : room - zero}
          className="target"
        />
        <rect
          x={x(bin.low) + 0.5}
          width={Math.max(1, x(bin.high) - x(bin.low) - 1)}
          y={side === 'right' ? zero - height : zero}
          height={height}
          className={side === 'right' ? 'easy' : 'hard'}
        />
      </a>
    )
  }
  const ticks = evenTicks(low, high, Math.min(8, across / 70))
  return (
    <div ref={box} className="value-histogram">
      {width > 0 && (
        // biome-ignore lint/a11y/useSemanticElements: bars of a plot are a group of links
        <svg width={width} height={HEIGHT} role="group" aria-label="Histogram of decision values">
          {bins.flatMap((bin) => [bar(bin.right, bin, 'right'), bar(bin.wrong, bin, 'wrong')])}
          <line x1={LEFT} x2={width - 8} y1={zero} y2={zero} className="axis" />
          <line x1={x(0)} x2={x(0)} y1="0" y2={HEIGHT - BOTTOM} className="threshold-line" />
          <text x={LEFT - 4} y="12" textAnchor="end">
            {count(most)}
          </text>
          <text x={LEFT - 4} y={HEIGHT - BOTTOM} textAnchor="end">
            {count(least)}
          </text>
          {ticks.values.map((value) => (
            <text key={value} x={x(value)} y={HEIGHT - 8} textAnchor="middle">
              {decimal(value, ticks.digits)}
            </text>
          ))}
        </svg>
      )}
    </div>
  )
}
