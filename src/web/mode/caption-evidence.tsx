import * as Plot from '@observablehq/plot'
import { useCallback, useMemo } from 'react'
import type { CaptionRow, CaptionsFile } from '../../run/captions-file.ts'
import type { Run } from '../data/load-run.ts'
import { wellFormed } from '../data/well-formed.ts'
import { useRun } from '../frame/run-context.tsx'
import { PlotFigure } from '../parts/plot-figure.tsx'
import { ScrollBox } from '../parts/scroll-box.tsx'
import { Term } from '../parts/term.tsx'
import {
  count,
  decimal,
  oneLine,
  percent,
  probability,
  prose,
  quoted,
  tick,
} from '../words/format.ts'
import { filterPlace, rowsPlace } from './images-place.ts'
import { RowsLink } from './rows-link.tsx'
import { type EvidenceOf, useEvidence } from './use-evidence.ts'

type Curve = CaptionsFile['directions'][number]['curves'][number]

interface CaptionEvidenceProps {
  className: string
  direction: number
}

/** The captions of both ends with what held-out images say about them. */
export function CaptionEvidence({ className, direction }: CaptionEvidenceProps) {
  const { run } = useRun()
  const rows = run.captions.filter((row) => row.class === className && row.direction === direction)
  const evidenceOf = useEvidence(className, direction)
  const verdict = run.captionReport?.directions.find(
    (found) => found.class === className && found.direction === direction,
  )
  if (rows.length === 0) {
    return (
      <section className="captions">
        <h2>In words</h2>
        <p className="empty">
          No captions were scored for this direction. Add a caption set to the config and run
          “faultline caption”.
        </p>
      </section>
    )
  }
  const side = (name: 'hard' | 'easy') =>
    rows.filter((row) => row.side === name).toSorted((a, b) => a.rank - b.rank)
  return (
    <section className="captions">
      <h2>
        In words: <Term of="caption">captions</Term> and their <Term of="evidence" />
      </h2>
      {verdict && <p className="lead">{prose(verdict.verdict)}</p>}
      <div className="caption-sides">
        <CaptionTable rows={side('hard')} side="hard" evidenceOf={evidenceOf} />
        <CaptionTable rows={side('easy')} side="easy" evidenceOf={evidenceOf} />
      </div>
      {verdict && verdict.curves.length > 0 && (
        <CaptionCurves
          curves={bestCurves(verdict.curves)}
          evidenceOf={evidenceOf}
          classSize={judgedImages(run, className)}
        />
      )}
    </section>
  )
}

interface CaptionTableProps {
  rows: readonly CaptionRow[]
  side: 'hard' | 'easy'
  evidenceOf: EvidenceOf
}

function CaptionTable({ rows, side, evidenceOf }: CaptionTableProps) {
  const { run } = useRun()
  const { class: className = '', classAccuracy } = rows[0] ?? {}
  const inClass = {
    'f.label': wellFormed(className),
    'f.split': run.manifest.config.method.heldOutSplit,
  }
  const nearestTo = (row: CaptionRow) =>
    evidenceOf(row.caption, row.side)?.slice(0, row.nearest) ?? []
  return (
    <ScrollBox name={`Captions of the ${side} end`}>
      <table>
        <caption className={`${side}-text`}>{side} end</caption>
        <thead>
          <tr>
            <th scope="col">caption</th>
            <th scope="col">nearest held‑out images</th>
            <th scope="col">
              right on them
              {typeof classAccuracy === 'number' && (
                <>
                  ; class <a href={filterPlace(inClass)}>{percent(classAccuracy)}</a>
                </>
              )}
            </th>
            <th scope="col">p</th>
            <th scope="col">
              <Term of="correlation" />
            </th>
            <th scope="col">
              <Term of="random captions as good">random as good</Term>
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.caption} className={row.claimed ? 'claimed' : undefined}>
              <th scope="row">
                {oneLine(row.caption)}{' '}
                {row.claimed && <span className="badge right">supported</span>}
                {row.contradicts && <span className="badge">names another class</span>}
                {!row.present && <span className="badge">no such image in the class</span>}
                {row.merged > 0 && <span className="note"> and {row.merged} alike</span>}
                <Carrier row={row} />
              </th>
              <td className="number">
                <NearestLink row={row} near={nearestTo(row)}>
                  {count(row.nearest)}
                </NearestLink>
              </td>
              <td>
                <AccuracyBar row={row} near={nearestTo(row)} />
              </td>
              <td className="number">{probability(row.p)}</td>
              <td className="number" title={`p ${probability(row.correlationP)}`}>
                {decimal(row.correlation)}
              </td>
              <td className="number">{percent(row.randomAsGood)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollBox>
  )
}

/** The words that do the work, where they are fewer than the caption. */
function Carrier({ row: { caption, part, partP } }: { row: CaptionRow }) {
  if (part === null || part === caption || partP === null) return null
  return (
    <span className="carrier note">
      carried by {quoted(part)}, p{'\u00a0'}
      {probability(partP)}
    </span>
  )
}

interface NearestProps {
  row: CaptionRow
  /** Images nearest the caption, as far as the run has kept which they are. */
  near: readonly number[]
}

/** A number about the images nearest a caption; opens them. */
function NearestLink({ row, near, children }: NearestProps & { children: string }) {
  const all =
    near.length === row.nearest ? '' : `${count(near.length)} of the ${count(row.nearest)} `
  return (
    <RowsLink rows={near} title={`${all}nearest to ${quoted(row.caption)}`}>
      {children}
    </RowsLink>
  )
}

function AccuracyBar({ row, near }: NearestProps) {
  const { heldOutAccuracy, intervalLow, intervalHigh, classAccuracy, side } = row
  if (heldOutAccuracy === null) return <>–</>
  const x = (share: number) => 2 + share * 96
  return (
    <span className="accuracy-bar">
      <svg viewBox="0 0 100 16" aria-hidden="true">
        <line x1="2" x2="98" y1="8" y2="8" className="axis" />
        {intervalLow !== null && intervalHigh !== null && (
          <line
            x1={x(intervalLow)}
            x2={x(intervalHigh)}
            y1="8"
            y2="8"
            className={`whisker ${side}`}
          />
        )}
        {classAccuracy !== null && (
          <line x1={x(classAccuracy)} x2={x(classAccuracy)} y1="2" y2="14" className="reference" />
        )}
        <circle cx={x(heldOutAccuracy)} cy="8" r="4" className={side} />
      </svg>
      <span className="number">
        <NearestLink row={row} near={near}>
          {percent(heldOutAccuracy)}
        </NearestLink>
      </span>
    </span>
  )
}

/** The first of each side: more of them on one plot would hide each other. */
function bestCurves(curves: readonly Curve[]): Curve[] {
  return (['hard', 'easy'] as const).flatMap((side) => curves.find((c) => c.side === side) ?? [])
}

interface CaptionCurvesProps {
  curves: readonly Curve[]
  evidenceOf: EvidenceOf
  /** Images of the class that the curves' shares are shares of. */
  classSize: number
}

interface CurvePoint {
  side: Curve['side']
  caption: string
  share: number
}

/** Held-out images of a class whose prediction is known: those that captions are judged by. */
function judgedImages({ examples, manifest }: Run, className: string): number {
  const { label, split, correct } = examples
  const heldOut = split.names.indexOf(manifest.config.method.heldOutSplit)
  const own = manifest.classes.indexOf(className)
  return label.codes.reduce(
    (sum, code, row) =>
      sum + Number(code === own && split.codes[row] === heldOut && correct[row] !== -1),
    0,
  )
}

function CaptionCurves({ curves, evidenceOf, classSize }: CaptionCurvesProps) {
  const options = useMemo((): Plot.PlotOptions => {
    const points = curves.flatMap(({ side, caption, fraction, accuracy, low, high }) =>
      fraction.map((share, i) => ({
        side,
        caption,
        share,
        accuracy: accuracy[i],
        low: low[i],
        high: high[i],
      })),
    )
    return {
      height: 240,
      marginLeft: 48,
      marginBottom: 40,
      x: { label: 'nearest share of the class →', labelAnchor: 'right', tickFormat: tick },
      y: { label: 'accuracy', domain: [0, 1], grid: true, tickFormat: tick },
      color: { domain: ['hard', 'easy'], range: ['var(--hard)', 'var(--easy)'] },
      marks: [
        Plot.areaY(points, { x: 'share', y1: 'low', y2: 'high', fill: 'side', fillOpacity: 0.15 }),
        Plot.line(points, { x: 'share', y: 'accuracy', stroke: 'side', strokeWidth: 2 }),
        Plot.dot(points, { x: 'share', y: 'accuracy', fill: 'side', r: 2.5 }),
        Plot.dot(
          points,
          Plot.pointer({ x: 'share', y: 'accuracy', stroke: 'currentColor', r: 6, strokeWidth: 2 }),
        ),
      ],
    }
  }, [curves])
  const open = useCallback(
    (datum: unknown) => {
      const { caption, side, share } = datum as CurvePoint
      const evidence = evidenceOf(caption, side)
      if (!evidence || evidence.length === 0) return
      const wanted = Math.max(1, Math.round(share * classSize))
      const near = evidence.slice(0, wanted)
      location.hash = rowsPlace(near, `${near.length} nearest to ${quoted(caption)}`)
    },
    [evidenceOf, classSize],
  )
  return (
    <PlotFigure
      title="Accuracy on the held-out images nearest to the best caption of each end"
      description="Curves of accuracy against the share of the class that is nearest to the caption, with 95 % bands"
      options={options}
      onPick={open}
    >
      <ul className="legend">
        {curves.map(({ side, caption }) => (
          <li key={`${side} ${caption}`} className={`${side}-text`}>
            {side}: {oneLine(caption)}
          </li>
        ))}
      </ul>
      <p className="note">
        A good name for the hard end starts low at the left and rises: the nearer to the words, the
        more errors. Shaded: 95 % intervals. Click a point to see its images.
      </p>
    </PlotFigure>
  )
}
