import * as Plot from '@observablehq/plot'
import { useMemo } from 'react'
import type { GroupReport } from '../../run/groups-file.ts'
import { useRun } from '../frame/run-context.tsx'
import { PlotFigure } from '../parts/plot-figure.tsx'
import { Term } from '../parts/term.tsx'
import { count, oneLine, percent } from '../words/format.ts'

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
  const name = oneLine(`${column} = ${minority}`)
  const options = useMemo(() => curveOptions(report), [report])
  return (
    <div className="group">
      <p className="lead">
        “{name}” is {percent(report.minorityShare)} of the class and errs {percent(minorityErrs)} of
        the time, against {percent(errorRate)} overall ({count(examples)} images of split “{split}
        ”).
      </p>
      <div className="group-parts">
        <PlotFigure
          title={
            <>
              <Term of="minority share">Share of “{name}”</Term> among the K images that come first
            </>
          }
          description={`Share of ${name} among the first K images, by decision value, by confidence and at random`}
          options={options}
        >
          <ul className="legend">
            {report.curves.map(({ by }) => (
              <li key={by}>
                <span className="swatch" data-by={by} />
                {by === 'random' ? 'random' : `by ${by}`}
              </li>
            ))}
          </ul>
        </PlotFigure>
        <table>
          <tbody>
            <Row name={`share of “${name}” among errors`} value={report.minorityShareOfErrors} />
            <Row name="… among flagged images" value={report.minorityShareOfFlagged} />
            <Row name={`“${name}” that is flagged`} value={report.minorityFlagged} />
            <Row name={`“${name}” that errs`} value={minorityErrs} />
            <Row name="flagged, of the class" value={report.flaggedShare} />
          </tbody>
        </table>
      </div>
    </div>
  )
}

function Row({ name, value }: { name: string; value: number | null }) {
  return (
    <tr>
      <th scope="row">{name}</th>
      <td className="number">{percent(value)}</td>
    </tr>
  )
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
    y: { label: 'share', domain: [0, 1], grid: true, tickFormat: '.0%' },
    color: ORDERS,
    marks: [
      Plot.ruleY([minorityShare], { strokeDasharray: '3,3', strokeOpacity: 0.5 }),
      Plot.line(points, { x: 'k', y: 'share', stroke: 'by', strokeWidth: 2, marker: 'circle' }),
    ],
  }
}
