import * as Plot from '@observablehq/plot'
import { useMemo } from 'react'
import { useRun } from '../frame/run-context.tsx'
import { openImage } from '../gallery/open-image.ts'
import { PlotFigure } from '../parts/plot-figure.tsx'
import { Term } from '../parts/term.tsx'
import { count, counted } from '../words/format.ts'
import type { ModeFacts } from './mode-facts.ts'
import { RowsLink } from './rows-link.tsx'
import { ValueHistogram } from './value-histogram.tsx'

/** More points than this are thinned out evenly along the direction. */
const POINTS = 2000

interface Point {
  row: number
  value: number
  confidence: number
  outcome: 'right' | 'wrong'
}

/** Where right and wrong images lie along the direction, and how that goes with confidence. */
export function ClassPlots({ facts, className }: { facts: ModeFacts; className: string }) {
  const { run } = useRun()
  const { correct, confidence } = run.examples
  const { rows, valueAt } = facts
  const points = useMemo(
    () =>
      Array.from(rows)
        .filter((row) => correct[row] !== -1)
        .map(
          (row): Point => ({
            row,
            value: valueAt(row),
            confidence: confidence[row] ?? Number.NaN,
            outcome: correct[row] === 1 ? 'right' : 'wrong',
          }),
        ),
    [rows, valueAt, correct, confidence],
  )
  const scattered = useMemo(
    () => thinned(points.filter((p) => !Number.isNaN(p.confidence))),
    [points],
  )
  const scatter = useMemo(() => scatterOptions(scattered), [scattered])
  if (points.length === 0) return null
  const wrong = [...facts.flagged.wrong, ...facts.others.wrong]
  const hard = wrong.filter((row) => valueAt(row) <= 0)
  return (
    <div className="plots">
      <figure className="plot">
        <figcaption>
          <Term of="decision value">Decision values</Term> of held-out images the model gets{' '}
          <span className="easy-text">right</span> (above) and{' '}
          <span className="hard-text">wrong</span> (below). Each bar opens its images.
        </figcaption>
        <ValueHistogram facts={facts} className={className} />
        <p className="note">
          <RowsLink rows={hard} title={`wrong and on the hard side, ${className}`}>
            {counted(hard.length, 'wrong image')}
          </RowsLink>{' '}
          of{' '}
          <RowsLink rows={wrong} title={`wrong, ${className}`}>
            {count(wrong.length)}
          </RowsLink>{' '}
          lie left of the line, on the hard side.
        </p>
      </figure>
      {scattered.length > 0 && (
        <PlotFigure
          title={
            <>
              Decision value against the model’s <Term of="confidence" /> in the true label
            </>
          }
          description="Scatter of decision value against confidence, one point an image"
          options={scatter}
          onPick={pickPoint}
        >
          <p className="note">
            Showing {scattered.length} of {points.length}. Click a point to see its image.
          </p>
        </PlotFigure>
      )}
    </div>
  )
}

const pickPoint = (datum: unknown): void => openImage((datum as Point).row)

function thinned(points: readonly Point[]): Point[] {
  const step = Math.max(1, points.length / POINTS)
  return points.filter((_, i) => Math.floor(i / step) !== Math.floor((i - 1) / step))
}

function scatterOptions(points: Point[]): Plot.PlotOptions {
  return {
    height: 260,
    marginLeft: 44,
    marginBottom: 40,
    x: { label: 'decision value →', labelAnchor: 'right' },
    y: { label: 'confidence', domain: [0, 1], grid: true },
    color: { domain: ['right', 'wrong'], range: ['var(--easy)', 'var(--hard)'] },
    symbol: { domain: ['right', 'wrong'], range: ['circle', 'times'] },
    marks: [
      Plot.ruleX([0], { strokeDasharray: '3,3' }),
      Plot.dot(points, {
        x: 'value',
        y: 'confidence',
        stroke: 'outcome',
        symbol: 'outcome',
        r: 3,
        strokeOpacity: 0.75,
      }),
      Plot.dot(
        points,
        Plot.pointer({ x: 'value', y: 'confidence', stroke: 'currentColor', r: 6, strokeWidth: 2 }),
      ),
    ],
  }
}
