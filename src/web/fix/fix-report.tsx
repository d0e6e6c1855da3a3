import * as Plot from '@observablehq/plot'
import { useMemo } from 'react'
import type { FixFile } from '../../run/fix-file.ts'
import { targetMeasure } from '../../run/target-measure.ts'
import { PlotFigure } from '../parts/plot-figure.tsx'
import { ScrollBox } from '../parts/scroll-box.tsx'
import { change, usePlace } from '../state/navigation.ts'
import { param } from '../state/place.ts'
import {
  count,
  counted,
  oneLine,
  percent,
  points,
  probability,
  prose,
  tick,
} from '../words/format.ts'
import { armWords } from './arm-words.ts'
import { fixHeadline, winnerOf } from './fix-headline.ts'
import { Flipped } from './flipped.tsx'

/** Before and after: every way of training, on one set of test images at a time. */
export function FixReport({ fix }: { fix: FixFile }) {
  const chosen = param(usePlace(), 'measure')
  const measures = fix.measures.map(({ name }) => name)
  const wanted = measures.includes(chosen ?? '') ? chosen : targetMeasure(fix.measures)?.name
  const at = Math.max(0, measures.indexOf(wanted ?? ''))
  const options = useMemo(() => armOptions(fix, at), [fix, at])
  return (
    <section className="fix">
      <p className="fix-headline">{fixHeadline(fix, at)}</p>
      <label>
        Accuracy on{' '}
        <select
          value={measures[at]}
          onChange={(event) => change({ measure: event.target.value }, { merge: 'measure' })}
        >
          {fix.measures.map(({ name, examples }) => (
            <option key={name} value={name}>
              {oneLine(name)} ({count(examples)})
            </option>
          ))}
        </select>
      </label>
      <PlotFigure
        title={`Accuracy on ${oneLine(measures[at] ?? '')} before (grey line) and after each training`}
        description="Accuracy before and after each way of training, with its interval"
        options={options}
      >
        <p className="note">
          Means over {counted(fix.arms[0]?.seeds.length ?? 0, 'training')} each, judged on split “
          {oneLine(fix.testSplit)}”, with 95 % intervals; small dots are single trainings.
        </p>
      </PlotFigure>
      <Flipped fix={fix} winner={winnerOf(fix, at)} />
      <details>
        <summary>All sentences</summary>
        <ul className="summary">
          {fix.summary.map((sentence) => (
            <li key={sentence}>{prose(sentence)}</li>
          ))}
        </ul>
      </details>
      <details>
        <summary>All comparisons on {oneLine(measures[at] ?? '')}</summary>
        <Comparisons fix={fix} measure={measures[at] ?? ''} />
      </details>
      <details>
        <summary>Accuracy of every training</summary>
        <ArmTable fix={fix} />
      </details>
    </section>
  )
}

function armOptions(fix: FixFile, at: number): Plot.PlotOptions {
  const arms = fix.arms.toSorted((a, b) => (b.accuracy[at] ?? 0) - (a.accuracy[at] ?? 0))
  const before = fix.arms.find(({ name }) => name === 'none')?.accuracy[at] ?? null
  const winner = winnerOf(fix, at)?.name
  const means = arms.map(({ name, accuracy, interval }) => ({
    name: armWords(name),
    accuracy: accuracy[at],
    before,
    low: interval[at]?.[0],
    high: interval[at]?.[1],
    side: name === winner ? 'winner' : 'other',
  }))
  const single = arms.flatMap(({ name, seeds }) =>
    seeds
      .filter(({ error }) => error === null)
      .map(({ accuracy }) => ({ name: armWords(name), accuracy: accuracy[at] })),
  )
  return {
    height: 50 + arms.length * 38,
    marginLeft: 172,
    marginBottom: 40,
    x: { label: 'accuracy →', labelAnchor: 'right', grid: true, tickFormat: tick, inset: 12 },
    y: { label: null, domain: means.map(({ name }) => name) },
    color: { domain: ['other', 'winner'], range: ['var(--muted)', 'var(--easy)'] },
    marks: [
      Plot.axisY({ label: null, lineWidth: 13, tickSize: 0 }),
      ...(before === null ? [] : [Plot.ruleX([before], { stroke: 'var(--muted)' })]),
      Plot.ruleY(means, {
        x1: 'low',
        x2: 'high',
        y: 'name',
        stroke: 'side',
        strokeOpacity: 0.35,
        strokeWidth: 7,
      }),
      Plot.ruleY(means, {
        x1: 'before',
        x2: 'accuracy',
        y: 'name',
        stroke: 'side',
        strokeWidth: 2.5,
      }),
      Plot.dot(single, {
        x: 'accuracy',
        y: 'name',
        r: 1.5,
        fill: 'currentColor',
        fillOpacity: 0.4,
      }),
      Plot.dot(means, {
        x: 'before',
        y: 'name',
        r: 4,
        stroke: 'var(--muted)',
        fill: 'var(--surface)',
      }),
      Plot.dot(means, { x: 'accuracy', y: 'name', r: 6, fill: 'side' }),
    ],
  }
}

function ArmTable({ fix: { arms, measures } }: { fix: FixFile }) {
  return (
    <ScrollBox name="Accuracy of every training" tall>
      <table>
        <thead>
          <tr>
            <th scope="col">training</th>
            <th scope="col">images added</th>
            {measures.map(({ name }) => (
              <th key={name} scope="col">
                {oneLine(name)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {arms.map(({ name, about, added, accuracy }) => (
            <tr key={name}>
              <th scope="row" title={oneLine(about)}>
                {armWords(name)}
              </th>
              <td className="number">{count(added)}</td>
              {measures.map((measure, i) => (
                <td key={measure.name} className="number">
                  {percent(accuracy[i])}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollBox>
  )
}

/** One wording for "sure" and "not sure"; q decides, not whether the interval leaves out 0. */
const VERDICTS = { gain: 'sure gain', loss: 'sure loss', 'no difference': 'not sure' } as const

function Comparisons({ fix, measure }: { fix: FixFile; measure: string }) {
  const shown = fix.comparisons.filter((comparison) => comparison.measure === measure)
  if (shown.length === 0) return null
  return (
    <ScrollBox name="Comparisons" tall>
      <table>
        <caption>Gain on {oneLine(measure)} in percentage points, with 95 % interval</caption>
        <thead>
          <tr>
            <th scope="col">training</th>
            <th scope="col">against</th>
            <th scope="col">gain</th>
            <th scope="col">verdict, by q ≤ {fix.alpha} over all comparisons</th>
          </tr>
        </thead>
        <tbody>
          {shown.map(({ arm, reference, gain, interval, q, verdict }) => (
            <tr key={`${arm} ${reference}`}>
              <th scope="row">{armWords(arm)}</th>
              <td>{armWords(reference)}</td>
              <td className="number">
                {points(gain)}{' '}
                <span className="note">
                  ({points(interval[0])} to {points(interval[1])})
                </span>
              </td>
              <td>
                <span
                  className={`badge ${verdict === 'gain' ? 'right' : verdict === 'loss' ? 'wrong' : ''}`}
                >
                  {VERDICTS[verdict]}
                </span>{' '}
                <span className="note">q {probability(q)}</span>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollBox>
  )
}
