import { type ClassSummary, strengthOf } from '../data/class-summaries.ts'
import { wellFormed } from '../data/well-formed.ts'
import { useOutline } from '../frame/run-context.tsx'
import { Thumbnail } from '../gallery/thumbnail.tsx'
import { viewPlace } from '../state/navigation.ts'
import { formatPlace } from '../state/place.ts'
import { count, counted, decimal, oneLine, probability, prose } from '../words/format.ts'
import { STATE_WORDS, SURE_WORDS } from '../words/state-words.ts'
import { AccuracyPair } from './accuracy-pair.tsx'
import { IntervalBar } from './interval-bar.tsx'

/** One class of the overview; the whole row leads to it. */
export function ClassRow({ summary, place }: { summary: ClassSummary; place: number }) {
  const { run } = useOutline()
  const { found, strongest, label } = summary
  const isOk = found.state === 'ok'
  const href = formatPlace(viewPlace('class', { name: wellFormed(found.class) }))
  const more = found.directions.length - 1
  return (
    <article className={`class-row class-row-${found.state}`}>
      <div className="class-title">
        <span className="place number" aria-hidden="true">
          {place}
        </span>
        <div>
          <h3>
            <a href={href}>{oneLine(found.class)}</a>
          </h3>
          <p className={`state state-${found.state}`}>{STATE_WORDS[found.state]}</p>
          {strongest && (
            <p className="note">
              {count(found.errors)} wrong of {counted(found.examples, 'image')} in “
              {oneLine(run.manifest.config.method.fitSplit)}”
              {isOk && more > 0 && `, ${counted(more, 'further direction')}`}
            </p>
          )}
        </div>
      </div>
      {strongest && (
        <div className="class-strength">
          <IntervalBar
            value={strengthOf(summary)}
            interval={strongest.aurocInterval ?? undefined}
            muted={!isOk}
          />
          <p className="note pieces">
            <span>
              strength <strong>{decimal(strengthOf(summary))}</strong>
            </span>
            <span>
              {SURE_WORDS[found.state].toLowerCase()}, q {probability(strongest.q)}
            </span>
          </p>
        </div>
      )}
      {isOk ? (
        <>
          <div className="class-accuracy">
            <AccuracyPair summary={summary} />
          </div>
          <div className="class-names">
            <Names summary={summary} />
          </div>
          <div className="strip" aria-hidden="true">
            {run.facts.heldOut.hardest[label]?.map((row) => (
              <Thumbnail key={row} row={row} />
            ))}
          </div>
        </>
      ) : (
        <p className="class-reason note">{prose(found.reason)}</p>
      )}
    </article>
  )
}

function Names({ summary: { hard, easy } }: { summary: ClassSummary }) {
  const { run } = useOutline()
  if (hard === undefined && easy === undefined) {
    return (
      <p className="note">
        {run.captionReport
          ? 'no caption describes it: look at the images'
          : 'not named: no captions'}
      </p>
    )
  }
  return (
    <>
      {hard !== undefined && (
        <p className="name-hard">
          <span className="side">hard</span> {oneLine(hard)}
        </p>
      )}
      {easy !== undefined && (
        <p className="name-easy">
          <span className="side">easy</span> {oneLine(easy)}
        </p>
      )}
    </>
  )
}
