import { wellFormed } from '../data/well-formed.ts'
import { useOutline } from '../frame/run-context.tsx'
import { Term } from '../parts/term.tsx'
import { freshPlace, openView, viewPlace } from '../state/navigation.ts'
import { type Change, formatPlace } from '../state/place.ts'
import { count, oneLine, percent } from '../words/format.ts'
import { verdictOf } from '../words/verdict.ts'

/** What is wrong, in one line; the numbers behind it; what to do next. */
export function VerdictPanel() {
  const { run, summaries } = useOutline()
  const { kind, headline, detail, worst } = verdictOf(summaries)
  const { heldOutSplit: split, alpha } = run.manifest.config.method
  return (
    <section className={`verdict verdict-${kind}`} aria-labelledby="verdict-title">
      <div>
        <h1 id="verdict-title">{headline}</h1>
        <p className="lead">{detail}</p>
        {kind === 'found' && (
          <p>
            How sure: of such findings <Term of="q">at most {percent(alpha)}</Term> are expected to
            be false alarms. The numbers come from images that had no part in the search.
          </p>
        )}
        <p className="next">
          {worst && (
            <button
              type="button"
              className="primary"
              onClick={() => openView('class', { name: wellFormed(worst.found.class) })}
            >
              See the worst class
            </button>
          )}
          <a href={formatPlace(freshPlace('images', { 'f.split': split, 'f.correct': 'no' }))}>
            All wrong held-out images
          </a>
          {kind === 'found' && (
            <a href={formatPlace(viewPlace('interventions'))}>
              {run.facts.interventions.length > 0 ? 'Files that fix it' : 'How to fix it'}
            </a>
          )}
        </p>
      </div>
      <Numbers />
    </section>
  )
}

function Numbers() {
  const { run } = useOutline()
  const { images, known, right, flagged } = run.facts.heldOut
  const { heldOutSplit: split, fitSplit } = run.manifest.config.method
  const place = (more: Change) => formatPlace(freshPlace('images', { 'f.split': split, ...more }))
  return (
    <dl className="numbers">
      <div>
        <dt>
          <Term of="held-out">Held-out</Term> images
        </dt>
        <dd>
          <a href={place({})}>{count(images)}</a>
        </dd>
        <dd className="note">
          split “{oneLine(split)}”; failures were searched for in “{oneLine(fitSplit)}”
        </dd>
      </div>
      <div>
        <dt>Accuracy on them</dt>
        <dd>{percent(known > 0 ? right / known : undefined)}</dd>
        <dd className="note">
          <a href={place({ 'f.correct': 'no' })}>{count(known - right)} wrong</a>
        </dd>
      </div>
      <div>
        <dt>
          <Term of="flagged">Flagged</Term>
        </dt>
        <dd>
          <a href={place({ 'f.flagged': 'yes' })}>{count(flagged)}</a>
        </dd>
        <dd className="note">{percent(images > 0 ? flagged / images : undefined)} of them</dd>
      </div>
    </dl>
  )
}
