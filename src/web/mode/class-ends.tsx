import { wellFormed } from '../data/well-formed.ts'
import { useRun } from '../frame/run-context.tsx'
import { TileHead } from '../gallery/tile.tsx'
import { TileGrid } from '../gallery/tile-grid.tsx'
import { Term } from '../parts/term.tsx'
import { counted, percent } from '../words/format.ts'
import type { Card } from './card.ts'
import { filterPlace, rowsPlace } from './images-place.ts'
import { outcomeOf } from './mode-facts.ts'

const SHOWN = 12

interface ClassEndsProps extends Card {
  /** Of a further direction. */
  values: ReadonlyMap<number, number> | undefined
  /** Splits of near copies, by row. */
  copies: ReadonlyMap<number, string>
}

/** Flagged images that the model gets wrong beside those it gets right, and the easy end for comparison. */
export function ClassEnds({ summary, facts, values, copies }: ClassEndsProps) {
  const { run } = useRun()
  const { found } = summary
  const isProven = found.state === 'ok'
  const { flagged, rows } = facts
  const easy = Array.from(rows.slice(-SHOWN)).reverse()
  const { accuracy } = outcomeOf(run.examples.correct, easy)
  const grid = { values, copies }
  const all = filterPlace({ 'f.label': wellFormed(found.class) })
  if (!isProven) {
    const hard = rows.slice(0, SHOWN)
    return (
      <section className="end">
        <h2>The far ends of what was tried</h2>
        <p className="note">
          Nothing beyond chance was found along this direction: the two ends need not mean anything.{' '}
          <a href={all}>All images of this class</a>
        </p>
        <TileHead />
        <TileGrid name="Hard end" rows={hard} {...grid} />
        <h3>Other end</h3>
        <TileGrid name="Easy end" rows={easy} {...grid} />
      </section>
    )
  }
  return (
    <>
      <TileHead />
      <div className="ends">
        <End
          side="hard"
          title="Flagged and wrong"
          note="the failure, the hardest first"
          rows={flagged.wrong}
          {...grid}
        />
        <End
          side="mixed"
          title="Flagged and right"
          note="in the same place, yet the model gets them right"
          rows={flagged.right}
          {...grid}
        />
        <section className="end end-easy">
          <h2>
            <Term of="easy">Easy</Term> end
          </h2>
          <p className="note">
            the <a href={rowsPlace(easy, 'Easy end')}>{counted(easy.length, 'image')}</a> furthest
            from it; <a href={rowsPlace(easy, 'Easy end')}>{percent(accuracy)}</a> right.{' '}
            <a href={all}>All images of this class</a>
          </p>
          <TileGrid name="Easy end" rows={easy} {...grid} />
        </section>
      </div>
    </>
  )
}

interface EndProps {
  side: 'hard' | 'mixed'
  title: string
  note: string
  rows: readonly number[]
  values: ReadonlyMap<number, number> | undefined
  copies: ReadonlyMap<number, string>
}

function End({ side, title, note, rows, values, copies }: EndProps) {
  const shown = rows.slice(0, SHOWN)
  return (
    <section className={`end end-${side}`}>
      <h2>{title}</h2>
      <p className="note">
        {rows.length === 0 ? (
          'none'
        ) : (
          <>
            {note}; <a href={rowsPlace(rows, title)}>{counted(rows.length, 'image')}</a>
            {rows.length > shown.length && `, ${shown.length} here`}
          </>
        )}
      </p>
      <TileGrid name={title} rows={shown} values={values} copies={copies} />
    </section>
  )
}
