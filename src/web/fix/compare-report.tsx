import * as Plot from '@observablehq/plot'
import { type ReactNode, useMemo } from 'react'
import type { ChangeRecord, CompareFile, WorstImage } from '../../run/compare-file.ts'
import { TileHead } from '../gallery/tile.tsx'
import { TileGrid } from '../gallery/tile-grid.tsx'
import { PlotFigure } from '../parts/plot-figure.tsx'
import { ScrollBox } from '../parts/scroll-box.tsx'
import { useRowsOf } from '../review/use-rows-of.ts'
import { count, counted, oneLine, percent, points, prose, tick } from '../words/format.ts'
import { subjectOf } from '../words/subject-of.ts'

const SHOWN = 12
/** Lines of the plot, and of images below it: a thousand classes have hundreds of failure modes. */
const MOST = 25

const VERDICTS: Record<ChangeRecord['verdict'], string> = {
  better: 'fixed or better',
  worse: 'worse',
  safe: 'no worse',
  inconclusive: 'not sure',
}

/** A set of images under both models. */
interface Line {
  key: string
  name: string
  change: ChangeRecord
  /** In place of the change's own verdict. */
  verdict?: string
  worst: readonly WorstImage[]
}

/** Two models on the same images: what is fixed, new, worse and no worse. */
export function CompareReport({ file }: { file: CompareFile }) {
  const lines = useMemo(() => linesOf(file), [file])
  const most = useMemo(() => lines.toSorted(byChange).slice(0, MOST), [lines])
  const options = useMemo(() => dumbbells(most), [most])
  const worseClasses = file.classes.filter(({ verdict }) => verdict === 'worse')
  return (
    <section className="compare">
      <h2>
        “{oneLine(file.old)}” before, “{oneLine(file.new)}” now
      </h2>
      <p className="fix-headline">{prose(file.summary[0] ?? '')}.</p>
      {lines.length > 0 && (
        <>
          <PlotFigure
            title="Accuracy on each failure mode: before (ring) and after (dot)"
            description="Accuracy of the old and the new model on each failure mode"
            options={options}
          >
            <p className="note">
              {file.paired
                ? `Both models were judged on the same ${counted(file.joined.examples, 'image')}.`
                : 'The models were judged on different images.'}{' '}
              Sure at {percent(1 - file.alpha)} over all modes together.
              {lines.length > MOST &&
                ` Shown are the ${MOST} of ${count(lines.length)} that changed most.`}
            </p>
          </PlotFigure>
          <Changes name="Failure modes" lines={lines} />
        </>
      )}
      {most
        .filter(({ worst }) => worst.length > 0)
        .map(({ key, name, worst }) => (
          <Worst key={key} name={name} images={worst} />
        ))}
      <details open={worseClasses.length > 0}>
        <summary>Every class</summary>
        <Changes
          name="Classes"
          lines={file.classes.map((change) => ({
            key: change.class,
            name: change.class,
            change,
            worst: [],
          }))}
        />
      </details>
      <details>
        <summary>All sentences</summary>
        <ul className="summary">
          {[...file.summary, ...file.warnings.map(({ message }) => message)].map((sentence) => (
            <li key={sentence}>{prose(sentence)}</li>
          ))}
        </ul>
      </details>
    </section>
  )
}

const FIRST: Record<ChangeRecord['verdict'], number> = {
  worse: 0,
  better: 1,
  inconclusive: 2,
  safe: 2,
}

/** What got worse for certain, then what got better, by how much. */
const byChange = ({ change: a }: Line, { change: b }: Line): number =>
  FIRST[a.verdict] - FIRST[b.verdict] || Math.abs(b.difference ?? 0) - Math.abs(a.difference ?? 0)

/** Known modes, then new ones, then what else changed most; where two have one name, each with what tells them apart. */
function linesOf({ modes, newModes, shifts }: CompareFile): Line[] {
  const lines = [
    ...modes.map((mode) => ({
      key: mode.id,
      caption: mode.name,
      class: mode.class,
      part: `mode ${mode.rank}`,
      change: mode,
      worst: mode.worst,
    })),
    ...(newModes ?? []).map((mode) => ({
      key: `new ${mode.id}`,
      caption: mode.name,
      class: mode.class,
      part: `mode ${mode.rank} of the new model`,
      change: mode,
      verdict: mode.isNew ? 'new' : 'known before',
      worst: mode.worst,
    })),
    ...(shifts ?? []).map(({ class: name, side, name: words, change, worst }) => ({
      key: `shift ${name} ${side}`,
      caption: words,
      class: name,
      part: `what got ${side}`,
      change,
      worst: side === 'worse' ? worst : [],
    })),
  ]
  return lines.map(({ caption, class: className, part, ...line }) => {
    const isAlone = caption !== null && lines.filter((one) => one.caption === caption).length === 1
    const title = caption === null ? className : subjectOf(caption)
    return { ...line, name: isAlone ? title : `${title}, ${part}` }
  })
}

function dumbbells(lines: readonly Line[]): Plot.PlotOptions {
  const rows = lines.map(({ key, change }) => ({
    key,
    old: change.old.accuracy,
    now: change.new.accuracy,
    verdict: change.verdict,
  }))
  const names = new Map(lines.map(({ key, name }) => [key, oneLine(name)]))
  return {
    height: 50 + lines.length * 38,
    marginLeft: 172,
    marginBottom: 40,
    x: {
      label: 'accuracy →',
      labelAnchor: 'right',
      grid: true,
      tickFormat: tick,
      tickSpacing: 45,
      inset: 12,
    },
    y: { label: null, domain: lines.map(({ key }) => key) },
    color: {
      domain: ['better', 'worse', 'safe', 'inconclusive'],
      range: ['var(--easy)', 'var(--hard)', 'var(--muted)', 'var(--muted)'],
    },
    marks: [
      Plot.axisY({
        label: null,
        lineWidth: 13,
        tickSize: 0,
        tickFormat: (key: string) => names.get(key) ?? key,
      }),
      Plot.ruleY(rows, { x1: 'old', x2: 'now', y: 'key', stroke: 'verdict', strokeWidth: 2.5 }),
      Plot.dot(rows, { x: 'old', y: 'key', r: 5, stroke: 'verdict', fill: 'var(--surface)' }),
      Plot.dot(rows, { x: 'now', y: 'key', r: 6, fill: 'verdict' }),
    ],
  }
}

function Changes({ name, lines }: { name: string; lines: readonly Line[] }) {
  const judged = ({ examples, errors, accuracy }: ChangeRecord['old']): ReactNode => (
    <>
      {percent(accuracy)}{' '}
      <span className="note">
        {count(errors)} wrong of {count(examples)}
      </span>
    </>
  )
  return (
    <ScrollBox name={name} tall>
      <table>
        <thead>
          <tr>
            <th scope="col">images</th>
            <th scope="col">right before</th>
            <th scope="col">right now</th>
            <th scope="col">broke</th>
            <th scope="col">mended</th>
            <th scope="col">change of accuracy, points</th>
            <th scope="col">verdict</th>
          </tr>
        </thead>
        <tbody>
          {lines.map(({ key, name, change, verdict }) => (
            <tr key={key}>
              <th scope="row">{oneLine(name)}</th>
              <td className="number">{judged(change.old)}</td>
              <td className="number">{judged(change.new)}</td>
              <td className="number">{change.broken === null ? '–' : count(change.broken)}</td>
              <td className="number">{change.mended === null ? '–' : count(change.mended)}</td>
              <td className="number">
                {change.difference === null ? '–' : points(-change.difference)}{' '}
                <span className="note">
                  ({points(-change.interval[1])} to {points(-change.interval[0])})
                </span>
              </td>
              <td>
                <span
                  className={`badge ${change.verdict === 'better' ? 'right' : change.verdict === 'worse' ? 'wrong' : ''}`}
                >
                  {verdict ?? VERDICTS[change.verdict]}
                </span>
                {change.needed !== null && change.verdict === 'inconclusive' && (
                  <span className="note"> {counted(change.needed, 'more image')} would decide</span>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollBox>
  )
}

/** Images that the new model broke. */
function Worst({ name, images }: { name: string; images: readonly WorstImage[] }) {
  const rows = useRowsOf()(images.slice(0, SHOWN).map(({ id }) => id))
  if (rows.length === 0) return null
  return (
    <section className="end end-hard">
      <h3>Broke: {oneLine(name)}</h3>
      <TileHead />
      <TileGrid name={`Broken: ${oneLine(name)}`} rows={rows} small />
    </section>
  )
}
