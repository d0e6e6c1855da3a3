import { useMemo } from 'react'
import { ClassList } from '../classes/class-list.tsx'
import { VerdictPanel } from '../classes/verdict-panel.tsx'
import { type ClassSummary, sureLoss } from '../data/class-summaries.ts'
import { useOutline } from '../frame/run-context.tsx'
import { Term } from '../parts/term.tsx'
import { change, usePlace } from '../state/navigation.ts'
import { param } from '../state/place.ts'
import { count } from '../words/format.ts'
import { STATE_WORDS } from '../words/state-words.ts'

const SORTS = {
  strength: 'strongest failure mode',
  loss: 'surest loss of accuracy',
  errors: 'most errors',
  name: 'name',
} as const
type ClassSort = keyof typeof SORTS

const ORDERS: Record<ClassSort, (a: ClassSummary, b: ClassSummary) => number> = {
  strength: () => 0, // the order they come in
  loss: (a, b) => sureLoss(b) - sureLoss(a),
  errors: (a, b) => b.found.errors - a.found.errors,
  name: (a, b) => a.found.class.localeCompare(b.found.class, 'en', { numeric: true }),
}

/** All classes, ranked by their strongest failure mode. */
export function OverviewView() {
  const { summaries } = useOutline()
  const place = usePlace()
  const search = param(place, 'find') ?? ''
  const state = param(place, 'state')
  const sortText = param(place, 'order')
  const sort = Object.keys(SORTS).find((name) => name === sortText) as ClassSort | undefined
  const shown = useMemo(() => {
    const text = search.trim().toLowerCase()
    return summaries
      .filter(({ found }) => state === undefined || found.state === state)
      .filter(({ found, hard, easy }) =>
        [found.class, hard ?? '', easy ?? ''].some((words) => words.toLowerCase().includes(text)),
      )
      .toSorted(ORDERS[sort ?? 'strength'])
  }, [summaries, search, state, sort])
  return (
    <div className="overview">
      <VerdictPanel />
      <section aria-labelledby="classes-title">
        <div className="section-head">
          <h2 id="classes-title">
            Classes by <Term of="strength">strength</Term> of their{' '}
            <Term of="failure mode">failure mode</Term>
          </h2>
          <p className="shown" role="status">
            showing {count(shown.length)} of {count(summaries.length)}
          </p>
        </div>
        <div className="toolbar">
          <input
            type="search"
            aria-label="Search classes and captions"
            placeholder="Search classes and captions"
            value={search}
            onChange={(event) =>
              change({ find: event.target.value || undefined }, { merge: 'find' })
            }
          />
          <StateFilter chosen={state} />
          <label>
            Sort by{' '}
            <select
              value={sort ?? 'strength'}
              onChange={(event) => change({ order: event.target.value })}
            >
              {Object.entries(SORTS).map(([name, words]) => (
                <option key={name} value={name}>
                  {words}
                </option>
              ))}
            </select>
          </label>
        </div>
        {shown.length > 0 ? (
          <ClassList summaries={shown} />
        ) : (
          <p className="empty">No class matches. Change the search or the filter.</p>
        )}
      </section>
    </div>
  )
}

function StateFilter({ chosen }: { chosen: string | undefined }) {
  const { summaries } = useOutline()
  const states = Object.entries(STATE_WORDS).map(([state, words]) => ({
    state,
    words,
    classes: summaries.filter(({ found }) => found.state === state).length,
  }))
  const all = { state: undefined, words: 'all', classes: summaries.length }
  return (
    <fieldset className="chips">
      <legend className="hidden">State</legend>
      {[all, ...states].map(({ state, words, classes }) => (
        <button
          key={words}
          type="button"
          aria-pressed={chosen === state}
          onClick={() => change({ state })}
        >
          {words} <span className="number">{count(classes)}</span>
        </button>
      ))}
    </fieldset>
  )
}
