import * as Plot from '@observablehq/plot'
import { useMemo } from 'react'
import type { FixFile } from '../../run/fix-file.ts'
import { targetMeasure } from '../../run/target-measure.ts'
import { PlotFigure } from '../parts/plot-figure.tsx'
import { ScrollBox } from '../parts/scroll-box.tsx'
import { change, usePlace } from '../state/navigation.ts'
import { param } from '../state/place.ts'
import { count, oneLine, percent, probability, tick } from '../words/format.ts'

/** Before and after: every way of training, on one set of test images at a time. */
export function FixReport({ fix }: { fix: FixFile }) {
  const chosen = param(usePlace(), 'measure')
  const measures = fix.measures.map(({ name }) => name)
  const wanted = measures.includes(chosen ?? '') ? chosen : targetMeasure(fix.measures)?.name
  const at = Math.max(0, measures.indexOf(wanted ?? ''))
  const options = useMemo(() => armOptions(fix, at), [fix, at])
  return (
    <section className="fix">
      <h2>Does it help?</h2>
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
        title={`Accuracy on ${oneLine(measures[at] ?? '')} after each training: mean, 95 % interval, single trainings`}
        description="Accuracy of each way of training with its interval"
        options={options}
      />
      <ul className="summary">
        {fix.summary.map((sentence) => (
          <li key={sentence}>{oneLine(sentence)}</li>
        ))}
      </ul>
      <Comparisons fix={fix} measure={measures[at] ?? ''} />
      <ArmTable fix={fix} />
    </section>
  )
}

function armOptions({ arms }: FixFile, at: number): Plot.PlotOptions {
  const means = arms.map(({ name, accuracy, interval }) => ({
    name,
    accuracy: accuracy[at],
    low: interval[at]?.[0],
    high: interval[at]?.[1],
    side: name === 'none' ? 'before' : 'after',
  }))
  const single = arms.flatMap(({ name, seeds }) =>
    seeds
      .filter(({ error }) => error === null)
      .map(({ accuracy }) => ({ name, accuracy: accuracy[at] })),
  )
  return {
    height: 40 + arms.length * 30,
    marginLeft: 170,
    marginBottom: 40,
    x: {
      label: 'accuracy →',
      labelAnchor: 'right',
      grid: true,
      tickFormat: tick,
      inset: 12,
    },
    y: { label: null, domain: arms.map(({ name }) => name) },
    color: { domain: ['before', 'after'], range: ['var(--muted)', 'var(--easy)'] },
    marks: [
      Plot.dot(single, { x: 'accuracy', y: 'name', r: 2, fill: 'currentColor', fillOpacity: 0.35 }),
      Plot.ruleY(means, { x1: 'low', x2: 'high', y: 'name', stroke: 'side', strokeWidth: 3 }),
      Plot.dot(means, { x: 'accuracy', y: 'name', r: 5, fill: 'side' }),
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
                {name}
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

const points = (share: number) => `${share > 0 ? '+' : '−'}${Math.abs(share * 100).toFixed(1)}`

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
              <th scope="row">{arm}</th>
              <td>{reference}</td>
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
