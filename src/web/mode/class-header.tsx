import type { DirectionRecord } from '../../run/directions-file.ts'
import { AccuracyPair } from '../classes/accuracy-pair.tsx'
import { IntervalBar } from '../classes/interval-bar.tsx'
import { type ClassSummary, isCompared } from '../data/class-summaries.ts'
import { useRun } from '../frame/run-context.tsx'
import { Term } from '../parts/term.tsx'
import { wellFormed } from '../state/filters.ts'
import { change, viewPlace } from '../state/navigation.ts'
import { formatPlace } from '../state/place.ts'
import { counted, decimal, oneLine, percent, probability } from '../words/format.ts'
import { STATE_WORDS } from '../words/state-words.ts'

interface ClassHeaderProps {
  summary: ClassSummary
  direction: DirectionRecord | undefined
}

/** Name and state of a class, the sentence that sums it up, its numbers, and the way to the next class. */
export function ClassHeader({ summary, direction }: ClassHeaderProps) {
  const { summaries } = useRun()
  const { found } = summary
  const at = summaries.indexOf(summary)
  return (
    <header className="class-header">
      <p className="crumbs">
        <a href={formatPlace(viewPlace('overview'))}>All classes</a>
        <ClassLink summary={summaries[at - 1]} words="← stronger" />
        <ClassLink summary={summaries[at + 1]} words="weaker →" />
      </p>
      <h1>{oneLine(found.class)}</h1>
      <p className={`state state-${found.state}`}>{STATE_WORDS[found.state]}</p>
      <p className="lead">{sentence(summary)}</p>
      {found.directions.length > 1 && <Directions found={found.directions} chosen={direction} />}
      {direction && <DirectionNumbers summary={summary} direction={direction} />}
    </header>
  )
}

function ClassLink({ summary, words }: { summary: ClassSummary | undefined; words: string }) {
  if (!summary) return null
  const { class: name } = summary.found
  return (
    <a href={formatPlace(viewPlace('class', { name: wellFormed(name) }))} title={oneLine(name)}>
      {words}
    </a>
  )
}

function sentence(summary: ClassSummary): string {
  const { found, hard, flaggedAccuracy, unflaggedAccuracy } = summary
  const reason = `${capital(oneLine(found.reason))}.`
  if (found.state !== 'ok' || !isCompared(summary)) return reason
  const called = hard ? ` They look like “${oneLine(hard)}”.` : ''
  return `On held-out images that the direction flags the model is right ${percent(flaggedAccuracy)} of the time, on the others ${percent(unflaggedAccuracy)}.${called}`
}

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1).replace(/\.$/, '')

interface DirectionsProps {
  found: readonly DirectionRecord[]
  chosen: DirectionRecord | undefined
}

function Directions({ found, chosen }: DirectionsProps) {
  return (
    <fieldset className="chips">
      <legend>
        <Term of="direction">Directions</Term>
      </legend>
      {found.map(({ rank, auroc }) => (
        <button
          key={rank}
          type="button"
          aria-pressed={rank === chosen?.rank}
          onClick={() =>
            change({ direction: rank === 1 ? undefined : String(rank), open: undefined })
          }
        >
          {rank === 1 ? 'first' : `no. ${rank}`} <span className="number">{decimal(auroc)}</span>
        </button>
      ))}
    </fieldset>
  )
}

function DirectionNumbers({
  summary,
  direction,
}: {
  summary: ClassSummary
  direction: DirectionRecord
}) {
  const { flagged, unflagged } = direction.heldOut ?? {}
  const accuracy = (rate: typeof flagged) =>
    rate?.errorRate === null || rate === undefined ? Number.NaN : 1 - rate.errorRate
  const shown = {
    ...summary,
    strongest: direction,
    flaggedAccuracy: accuracy(flagged),
    unflaggedAccuracy: accuracy(unflagged),
  }
  return (
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
            muted={summary.found.state !== 'ok'}
          />
          {direction.aurocInterval &&
            `95% between ${decimal(direction.aurocInterval[0])} and ${decimal(direction.aurocInterval[1])}`}
        </dd>
      </div>
      <div>
        <dt>
          False alarm, <Term of="q">q</Term>
        </dt>
        <dd>{probability(direction.q ?? direction.p)}</dd>
        <dd className="note">
          {counted(summary.found.errors, 'error')} in {counted(summary.found.examples, 'image')}
        </dd>
      </div>
      <div className="wide-number">
        <dt>
          Accuracy on <Term of="held-out" /> images
        </dt>
        <dd className="note">
          <AccuracyPair summary={shown} />
          {flagged && unflagged && (
            <>
              {counted(flagged.examples, 'flagged image')}, {counted(unflagged.examples, 'other')}
            </>
          )}
        </dd>
      </div>
    </dl>
  )
}
