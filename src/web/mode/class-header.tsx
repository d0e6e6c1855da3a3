import type { DirectionRecord } from '../../run/directions-file.ts'
import type { ClassSummary } from '../data/class-summaries.ts'
import { wellFormed } from '../data/well-formed.ts'
import { useRun } from '../frame/run-context.tsx'
import { Term } from '../parts/term.tsx'
import { change, viewPlace } from '../state/navigation.ts'
import { formatPlace } from '../state/place.ts'
import { decimal, oneLine, prose } from '../words/format.ts'
import { STATE_WORDS } from '../words/state-words.ts'
import { headlineParts } from './headline.ts'
import type { ModeFacts } from './mode-facts.ts'
import { RowsLink } from './rows-link.tsx'
import { sureness } from './sureness.ts'

interface ClassHeaderProps {
  summary: ClassSummary
  direction: DirectionRecord | undefined
  facts: ModeFacts
}

/** What the failure is, in a line; how sure that is; and the way to the next class. */
export function ClassHeader({ summary, direction, facts }: ClassHeaderProps) {
  const { run, summaries } = useRun()
  const { found } = summary
  const at = summaries.indexOf(summary)
  const isFailure = found.state === 'ok' && direction !== undefined && facts.flagged.rows.length > 0
  const hard = run.captionReport?.directions.find(
    (verdict) => verdict.class === found.class && verdict.direction === direction?.rank,
  )?.hard
  return (
    <header className="class-header">
      <p className="crumbs">
        <a href={formatPlace(viewPlace('overview'))}>All classes</a>
        <ClassLink summary={summaries[at - 1]} words="← stronger" />
        <ClassLink summary={summaries[at + 1]} words="weaker →" />
      </p>
      <p className="class-name">
        class {oneLine(found.class)}{' '}
        <span className={`state state-${found.state}`}>{STATE_WORDS[found.state]}</span>
      </p>
      <h1>
        {isFailure
          ? headlineParts(found.class, hard ?? undefined, facts).map((part) =>
              typeof part === 'string' ? (
                part
              ) : (
                <RowsLink key={part.of} rows={part.rows} title={`${found.class}: ${part.of}`}>
                  {part.words}
                </RowsLink>
              ),
            )
          : oneLine(found.class)}
      </h1>
      <p className="lead">
        {isFailure
          ? sureness(direction, run.manifest.config.method)
          : prose(sentence(found.reason))}
      </p>
      {found.directions.length > 1 && <Directions found={found.directions} chosen={direction} />}
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

const sentence = (text: string) =>
  `${text.charAt(0).toUpperCase()}${text.slice(1).replace(/\.$/, '')}.`

interface DirectionsProps {
  found: readonly DirectionRecord[]
  chosen: DirectionRecord | undefined
}

function Directions({ found, chosen }: DirectionsProps) {
  return (
    <fieldset className="chips">
      <legend>
        <Term of="direction">Directions</Term> by strength
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
