import { type FormEvent, useEffect, useState } from 'react'
import type { AskAnswer } from '../../run/explorer.ts'
import { wellFormed } from '../data/well-formed.ts'
import { useRun } from '../frame/run-context.tsx'
import { Lightbox } from '../gallery/lightbox.tsx'
import { TileHead } from '../gallery/tile.tsx'
import { TileGrid } from '../gallery/tile-grid.tsx'
import { change, freshPlace, usePlace, viewPlace } from '../state/navigation.ts'
import { formatPlace, param } from '../state/place.ts'
import { counted, decimal, oneLine, prose } from '../words/format.ts'

const SUGGESTED = 8

type State =
  | { kind: 'idle' }
  | { kind: 'asking' }
  | { kind: 'failed'; message: string }
  | { kind: 'answered'; answer: AskAnswer }

/** A sentence: on which side of each direction it lies, and the images nearest to it. */
export function AskView() {
  const { run } = useRun()
  const asked = param(usePlace(), 'ask') ?? ''
  const [state, setState] = useState<State>({ kind: 'idle' })
  const { noAsk } = run.facts
  useEffect(() => {
    // The answer to other words must not stand below these.
    setState({ kind: 'idle' })
    if (asked === '' || noAsk !== undefined) return
    let current = true
    setState({ kind: 'asking' })
    run.source.ask(asked).then(
      (answer) => current && setState({ kind: 'answered', answer }),
      (error: Error) => current && setState({ kind: 'failed', message: error.message }),
    )
    return () => {
      current = false
    }
  }, [run, asked, noAsk])
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const text = new FormData(event.currentTarget).get('text')
    if (typeof text === 'string') change({ ask: text.trim() || undefined, open: undefined })
  }
  return (
    <div className="ask">
      <h1>Ask in words</h1>
      <p className="lead">
        Describe a kind of image. You see whether it lies on the hard or the easy side of each
        class, and the images nearest to the words.
      </p>
      {noAsk === undefined ? (
        <form className="toolbar" onSubmit={submit}>
          <input
            key={asked}
            type="search"
            name="text"
            aria-label="A sentence"
            placeholder="for example: a photo of an old car at night"
            defaultValue={asked}
            maxLength={500}
          />
          <button type="submit" className="primary">
            Ask
          </button>
        </form>
      ) : (
        <p className="boxed">{noAsk}</p>
      )}
      {noAsk === undefined && asked === '' && <Names />}
      <div aria-live="polite">
        {state.kind === 'asking' && <p className="empty">Asking the text encoder …</p>}
        {state.kind === 'failed' && <p className="problem">{prose(state.message)}</p>}
      </div>
      {state.kind === 'answered' && <Answer answer={state.answer} />}
    </div>
  )
}

/** The names of this run's failure modes, to begin with. */
function Names() {
  const { summaries } = useRun()
  const names = [...new Set(summaries.flatMap(({ hard }) => hard ?? []))]
  if (names.length === 0) return null
  return (
    <div>
      <p>Or begin with what this run found to be hard:</p>
      <ul className="chips">
        {names.slice(0, SUGGESTED).map((name) => (
          <li key={name}>
            <button type="button" onClick={() => change({ ask: name })}>
              {oneLine(name)}
            </button>
          </li>
        ))}
      </ul>
    </div>
  )
}

function Answer({ answer }: { answer: AskAnswer }) {
  const { likeNothing } = answer
  const rows = Int32Array.from(answer.nearest, ({ row }) => row)
  const scores = answer.directions.toSorted(
    (a, b) => Number(a.contradicts) - Number(b.contradicts) || a.score - b.score,
  )
  const widest = Math.max(...scores.map(({ score }) => Math.abs(score)), 1e-9)
  if (likeNothing !== null) {
    // Scores there are all the same, whatever the words: to show them would call nonsense hard.
    return (
      <p className="boxed">
        This text is like nothing in the data: {prose(likeNothing)}. Nothing is said of it.
      </p>
    )
  }
  return (
    <div className="answer">
      <section>
        <h2>Side of each direction</h2>
        {scores.length === 0 && <p className="empty">This run has no direction to ask about.</p>}
        <ol className="scores">
          {scores.map(({ class: name, direction, score, contradicts, proven }) => (
            <li key={`${name} ${direction}`}>
              <a
                href={formatPlace(
                  viewPlace('class', { name: wellFormed(name), direction: String(direction) }),
                )}
              >
                {oneLine(name)}
                {direction > 1 && `, no. ${direction}`}
              </a>
              {contradicts && <span className="badge">the words name another class</span>}
              {proven && <span className="badge right">proven on held-out images</span>}
              <span className="score-bar">
                <span
                  className={score < 0 ? 'hard' : 'easy'}
                  style={{
                    width: `${(Math.abs(score) / widest) * 50}%`,
                    [score < 0 ? 'right' : 'left']: '50%',
                  }}
                />
              </span>
              <span className="number">
                {decimal(score)} {score < 0 ? 'hard' : 'easy'}
              </span>
            </li>
          ))}
        </ol>
      </section>
      <section>
        <h2>{counted(rows.length, 'nearest image')}</h2>
        <TileHead first="similarity to the words (cosine)" />
        <TileGrid
          name="Nearest images"
          rows={rows}
          similarity={new Map(answer.nearest.map(({ row, similarity }) => [row, similarity]))}
        />
        <p>
          <a href={formatPlace(freshPlace('images', { text: answer.text }))}>
            All images in this order
          </a>
        </p>
      </section>
      <Lightbox rows={rows} />
    </div>
  )
}
