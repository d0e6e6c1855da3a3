import * as Plot from '@observablehq/plot'
import { useMemo } from 'react'
import type { GroupReport } from '../../run/groups-file.ts'
import { wellFormed } from '../data/well-formed.ts'
import { useRun } from '../frame/run-context.tsx'
import { PlotFigure } from '../parts/plot-figure.tsx'
import { Term } from '../parts/term.tsx'
import { filterKey } from '../state/filters.ts'
import type { Change } from '../state/place.ts'
import { count, oneLine, percent, tick } from '../words/format.ts'
import { filterPlace } from './images-place.ts'

/** Known groups of a class: whether the direction finds the group that the model fails on. */
export function GroupReports({ className }: { className: string }) {
  const { run } = useRun()
  const reports = run.groups?.reports.filter((report) => report.class === className) ?? []
  if (reports.length === 0) return null
  return (
    <section className="groups">
      <h2>
        Known <Term of="group">groups</Term>
      </h2>
      {reports.map((report) => (
        <Report key={`${report.column} ${report.split}`} report={report} />
      ))}
    </section>
  )
}

function Report({ report }: { report: GroupReport }) {
  const { column, minority, minorityErrs, errorRate, examples, split } = report
  const name = oneLine(`${column}: ${minority}`)
  const options = useMemo(() => curveOptions(report), [report])
  const { classes } = useRun().run.manifest
  const inClass: Change = {
    'f.split': split,
    ...(classes.includes(report.class) && { 'f.label': wellFormed(report.class) }),
  }
  const place = (more: Change = {}) =>
    filterPlace({ ...inClass, [filterKey(column)]: wellFormed(minority), ...more })
  const flaggedPlace = filterPlace({ ...inClass, 'f.flagged': 'yes' })
  return (
    <div className="group">
      <p className="lead">
        <a href={place()}>{percent(report.minorityShare)} of the images</a> have “{name}”. The model
        is <a href={place({ 'f.correct': 'no' })}>wrong on {percent(minorityErrs)}</a> of them,
        against <a href={filterPlace({ ...inClass, 'f.correct': 'no' })}>{percent(errorRate)}</a> of
        all (<a href={filterPlace(inClass)}>{count(examples)} images</a> of split “{oneLine(split)}
        ”).
      </p>
      <div className="group-parts">
        <PlotFigure
          title={
            <>
              <Term of="group share">Share with “{name}”</Term> among the K images that come first
            </>
          }
          description={`Share with ${name} among the first K images, by decision value, by confidence and at random`}
          options={options}
        >
          <ul className="legend">
            {report.curves.map(({ by }) => (
              <li key={by}>
                <span className="swatch" data-by={by} />
                {CURVES[by]}
              </li>
            ))}
          </ul>
        </PlotFigure>
        <table>
          <tbody>
            <Row
              name={`of the wrong images, have “${name}”`}
              value={report.minorityShareOfErrors}
              href={place({ 'f.correct': 'no' })}
            />
            <Row
              name={`of the flagged images, have “${name}”`}
              value={report.minorityShareOfFlagged}
              href={place({ 'f.flagged': 'yes' })}
            />
            <Row
              name={`of images with “${name}”, flagged`}
              value={report.minorityFlagged}
              href={place({ 'f.flagged': 'yes' })}
            />
            <Row
              name={`of images with “${name}”, wrong`}
              value={minorityErrs}
              href={place({ 'f.correct': 'no' })}
            />
            <Row name="of all, flagged" value={report.flaggedShare} href={flaggedPlace} />
          </tbody>
        </table>
      </div>
    </div>
  )
}

function Row({ name, value, href }: { name: string; value: number | null; href: string }) {
  return (
    <tr>
      <th scope="row">{name}</th>
      <td className="number">
        <a href={href}>{percent(value)}</a>
      </td>
    </tr>
  )
}

const CURVES: Record<GroupReport['curves'][number]['by'], string> = {
  'decision value': 'by decision value',
  confidence: 'by confidence',
  domino: 'by Domino, another method',
  random: 'at random',
}

const ORDERS = {
  domain: ['decision value', 'confidence', 'domino', 'random'],
  range: ['var(--hard)', 'var(--easy)', 'var(--third)', 'var(--muted)'],
}

function curveOptions({ curves, minorityShare }: GroupReport): Plot.PlotOptions {
  const points = curves.flatMap(({ by, k, minorityShare: shares }) =>
    k.map((first, i) => ({ by, k: first, share: shares[i] })),
  )
  return {
    height: 220,
    marginLeft: 48,
    marginBottom: 40,
    x: { label: 'K first images →', labelAnchor: 'right' },
    y: { label: 'share', domain: [0, 1], grid: true, tickFormat: tick },
    color: ORDERS,
    marks: [
      Plot.ruleY([minorityShare], { strokeDasharray: '3,3', strokeOpacity: 0.5 }),
      Plot.line(points, { x: 'k', y: 'share', stroke: 'by', strokeWidth: 2, marker: 'circle' }),
    ],
  }
}
