import * as Plot from '@observablehq/plot'
import { useMemo } from 'react'
import { useRun } from '../frame/run-context.tsx'
import { openImage } from '../gallery/lightbox.tsx'
import { PlotFigure } from '../parts/plot-figure.tsx'
import { Term } from '../parts/term.tsx'
import { counted } from '../words/format.ts'

/** More points than this are thinned out evenly along the direction. */
const POINTS = 2000

interface Point {
  row: number
  value: number
  confidence: number
  outcome: 'right' | 'wrong'
}

interface ClassPlotsProps {
  /** Held-out rows, the hardest first. */
  rows: Int32Array
  values: ReadonlyMap<number, number> | undefined
}

/** Where right and wrong images lie along the direction, and how that goes with confidence. */
export function ClassPlots({ rows, values }: ClassPlotsProps) {
  const { run } = useRun()
  const { correct, confidence, decisionValue } = run.examples
  const points = useMemo(
    () =>
      Array.from(rows)
        .filter((row) => correct[row] !== -1)
        .map(
          (row): Point => ({
            row,
            value: values?.get(row) ?? decisionValue[row] ?? Number.NaN,
            confidence: confidence[row] ?? Number.NaN,
            outcome: correct[row] === 1 ? 'right' : 'wrong',
          }),
        ),
    [rows, values, correct, confidence, decisionValue],
  )
  const scattered = useMemo(
    () => thinned(points.filter((p) => !Number.isNaN(p.confidence))),
    [points],
  )
  const distribution = useMemo(() => distributionOptions(points), [points])
  const scatter = useMemo(() => scatterOptions(scattered), [scattered])
  if (points.length === 0) return null
  const wrong = points.filter(({ outcome }) => outcome === 'wrong')
  const wrongFlagged = wrong.filter(({ value }) => value <= 0).length
  return (
    <div className="plots">
      <PlotFigure
        title={
          <>
            <Term of="decision value">Decision values</Term> of held-out images the model gets{' '}
            <span className="easy-text">right</span> and <span className="hard-text">wrong</span>
          </>
        }
        description={`Histogram of decision values: ${wrongFlagged} of ${wrong.length} wrong images lie on the hard side`}
        options={distribution}
      >
        <p className="note">
          {counted(wrongFlagged, 'wrong image')} of {wrong.length}{' '}
          {wrongFlagged === 1 ? 'lies' : 'lie'} left of the line, on the hard side.
        </p>
      </PlotFigure>
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

function pickPoint(datum: unknown): void {
  if (datum) openImage((datum as Point).row)
}

function thinned(points: readonly Point[]): Point[] {
  const step = Math.max(1, points.length / POINTS)
  return points.filter((_, i) => Math.floor(i / step) !== Math.floor((i - 1) / step))
}

const OUTCOMES = { domain: ['right', 'wrong'], range: ['var(--easy)', 'var(--hard)'] }

/** The same bins for right and wrong, with 0 between two of them. */
function thresholds(points: readonly Point[]): number[] {
  const values = points.map(({ value }) => value)
  const [low, high] = [Math.min(0, ...values), Math.max(0, ...values)]
  const step = (high - low) / 32 || 1
  const first = Math.floor(low / step)
  return Array.from({ length: 34 }, (_, i) => (first + i) * step)
}

function distributionOptions(points: Point[]): Plot.PlotOptions {
  const signed = {
    x: 'value',
    fill: 'outcome',
    thresholds: thresholds(points),
    insetLeft: 0.5,
    insetRight: 0.5,
  }
  return {
    height: 210,
    marginLeft: 44,
    marginBottom: 40,
    x: { label: 'decision value →', labelAnchor: 'right' },
    y: { label: 'images', grid: true, tickFormat: (n: number) => String(Math.abs(n)) },
    color: OUTCOMES,
    marks: [
      Plot.rectY(
        points.filter(({ outcome }) => outcome === 'right'),
        Plot.binX({ y: 'count' }, signed),
      ),
      Plot.rectY(
        points.filter(({ outcome }) => outcome === 'wrong'),
        Plot.binX({ y: (bin: Point[]) => -bin.length }, signed),
      ),
      Plot.ruleX([0], { strokeDasharray: '3,3' }),
      Plot.ruleY([0]),
    ],
  }
}

function scatterOptions(points: Point[]): Plot.PlotOptions {
  return {
    height: 260,
    marginLeft: 44,
    marginBottom: 40,
    x: { label: 'decision value →', labelAnchor: 'right' },
    y: { label: 'confidence', domain: [0, 1], grid: true },
    color: OUTCOMES,
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
