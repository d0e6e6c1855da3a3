import type { ReactNode } from 'react'
import { IntervalBar } from '../classes/interval-bar.tsx'
import { wellFormed } from '../data/well-formed.ts'
import { useRun } from '../frame/run-context.tsx'
import { Term } from '../parts/term.tsx'
import { count, decimal, oneLine, percent, probability } from '../words/format.ts'
import { SURE_WORDS } from '../words/state-words.ts'
import type { Card } from './card.ts'
import { filterPlace, rowsPlace } from './images-place.ts'
import type { Outcome } from './mode-facts.ts'
import { RowsLink } from './rows-link.tsx'

/** The numbers of a failure mode by the set they come from; each count opens its images. */
export function ModeNumbers({ summary, direction, facts, threshold }: Card) {
  const { run } = useRun()
  const { found } = summary
  const { fitSplit, heldOutSplit } = run.manifest.config.method
  const label = wellFormed(found.class)
  const fitted = (more: Record<string, string> = {}) =>
    filterPlace({ 'f.label': label, 'f.split': fitSplit, ...more })
  const line = threshold === 0 ? 'flagged' : `decision value ≤ ${decimal(threshold)}`
  return (
    <section className="boxed mode-numbers" aria-label="Numbers">
      <table>
        <caption>
          On <Term of="held-out" /> images (split “{oneLine(heldOutSplit)}”), which had no part in
          the search
        </caption>
        <thead>
          <tr>
            <td />
            <th scope="col">images</th>
            <th scope="col">wrong</th>
            <th scope="col">right</th>
            <th scope="col">accuracy, 95 % interval</th>
          </tr>
        </thead>
        <tbody>
          <OutcomeRow
            name={threshold === 0 ? <Term of="flagged" /> : line}
            title={`${line}, ${found.class}`}
            outcome={facts.flagged}
          />
          <OutcomeRow
            name="the others"
            title={`not ${line}, ${found.class}`}
            outcome={facts.others}
          />
        </tbody>
      </table>
      <dl className="numbers">
        <div>
          <dt>
            <Term of="strength">Strength</Term>
          </dt>
          <dd>{decimal(direction.auroc ?? direction.balancedAccuracy)}</dd>
          <dd className="note">
            <IntervalBar
              value={direction.auroc ?? direction.balancedAccuracy ?? 0.5}
              interval={direction.aurocInterval ?? undefined}
              muted={found.state !== 'ok'}
            />
            {direction.aurocInterval &&
              `95 % between ${decimal(direction.aurocInterval[0])} and ${decimal(direction.aurocInterval[1])}`}
          </dd>
        </div>
        <div>
          <dt>{SURE_WORDS[found.state]}</dt>
          <dd>
            <Term of="q">q</Term> {probability(direction.q ?? direction.p)}
          </dd>
          <dd className="note">decided by q ≤ {run.manifest.config.method.alpha}</dd>
        </div>
        <div>
          <dt>Found in split “{oneLine(fitSplit)}”</dt>
          <dd>
            <a href={fitted({ 'f.correct': 'no' })}>{count(found.errors)} wrong</a>
          </dd>
          <dd className="note">
            of <a href={fitted()}>{count(found.examples)} images</a> of the class
          </dd>
        </div>
      </dl>
      {facts.calledAs.length > 0 && (
        <p>
          The wrong ones are called{' '}
          {facts.calledAs.slice(0, 4).map(({ name, rows }, i) => (
            <span key={name}>
              {i > 0 && ', '}
              <a href={rowsPlace(rows, `${line} ${found.class} called ${name}`)}>
                “{oneLine(name)}” ({count(rows.length)})
              </a>
            </span>
          ))}
          .
        </p>
      )}
    </section>
  )
}

interface OutcomeRowProps {
  name: ReactNode
  title: string
  outcome: Outcome
}

function OutcomeRow({
  name,
  title,
  outcome: { rows, wrong, right, accuracy, interval },
}: OutcomeRowProps) {
  const cell = (some: readonly number[], words: string) => (
    <RowsLink rows={some} title={`${title}: ${words}`}>
      {count(some.length)}
    </RowsLink>
  )
  return (
    <tr>
      <th scope="row">{name}</th>
      <td className="number">{cell(rows, 'all')}</td>
      <td className="number">{cell(wrong, 'wrong')}</td>
      <td className="number">{cell(right, 'right')}</td>
      <td>
        <RowsLink rows={rows} title={`${title}: all`}>
          <strong className="number">{percent(accuracy)}</strong>
        </RowsLink>
        {rows.length > 0 && (
          <span className="note number">
            {' '}
            {percent(interval[0])} to {percent(interval[1])}
          </span>
        )}
      </td>
    </tr>
  )
}
