import { type ReactNode, useEffect, useState } from 'react'
import type { ClassSummary } from '../data/class-summaries.ts'
import { useRun } from '../frame/run-context.tsx'
import { openImage } from '../gallery/lightbox.tsx'
import { Tile } from '../gallery/tile.tsx'
import { Term } from '../parts/term.tsx'
import { wellFormed } from '../state/filters.ts'
import { openView } from '../state/navigation.ts'
import { counted, percent } from '../words/format.ts'

const SHOWN = 18

interface ClassEndsProps {
  summary: ClassSummary
  /** Held-out rows, the hardest first. */
  rows: Int32Array
  /** Of a further direction. */
  values: ReadonlyMap<number, number> | undefined
}

/** The hardest and the easiest held-out images side by side. */
export function ClassEnds({ summary, rows, values }: ClassEndsProps) {
  const copies = useCopies(summary.found.class)
  const shown = Math.min(SHOWN, Math.ceil(rows.length / 2))
  const gallery = (end: Int32Array, title: ReactNode, side: 'hard' | 'easy') => (
    <End
      side={side}
      title={title}
      rows={end}
      total={rows.length}
      values={values}
      copies={copies}
      onAll={() =>
        openView('images', {
          'f.label': wellFormed(summary.found.class),
          sort: side === 'hard' ? undefined : 'easiest',
        })
      }
    />
  )
  return (
    <div className="ends">
      {gallery(
        rows.slice(0, shown),
        <>
          <Term of="hard">Hard</Term> end
        </>,
        'hard',
      )}
      {gallery(
        rows.slice(rows.length - shown).reverse(),
        <>
          <Term of="easy">Easy</Term> end
        </>,
        'easy',
      )}
    </div>
  )
}

interface EndProps {
  side: 'hard' | 'easy'
  title: ReactNode
  rows: Int32Array
  total: number
  values: ReadonlyMap<number, number> | undefined
  copies: ReadonlySet<number>
  onAll: () => void
}

function End({ side, title, rows, total, values, copies, onAll }: EndProps) {
  const { run, suspects } = useRun()
  const right = rows.filter((row) => run.examples.correct[row] === 1).length
  const doubtful = rows.filter((row) => suspects.has(row)).length
  const copied = rows.filter((row) => copies.has(row)).length
  return (
    <section className={`end end-${side}`}>
      <h2>{title}</h2>
      <p className="note">
        {counted(rows.length, 'image')} of {total} held-out; the model is right on{' '}
        <strong>{percent(rows.length > 0 ? right / rows.length : undefined)}</strong>
      </p>
      <div className="gallery">
        {Array.from(rows, (row) => (
          <Tile
            key={row}
            row={row}
            value={values?.get(row)}
            isCopy={copies.has(row)}
            onOpen={openImage}
          />
        ))}
      </div>
      <p className="note">
        {doubtful > 0 && (
          <>
            {counted(doubtful, 'image')} with a <Term of="possible wrong label" />.{' '}
          </>
        )}
        {copied > 0 && (
          <>
            {counted(copied, 'image')} with a <Term of="near copy" />.{' '}
          </>
        )}
        <button type="button" className="link" onClick={onAll}>
          All images of this class
        </button>
      </p>
    </section>
  )
}

function useCopies(className: string): ReadonlySet<number> {
  const { run } = useRun()
  const [rows, setRows] = useState<ReadonlySet<number>>(new Set())
  useEffect(() => {
    let current = true
    setRows(new Set())
    run.source
      .duplicates(className)
      .then((pairs) => current && setRows(new Set(pairs.flatMap((pair) => pair.rows))))
      .catch(() => {}) // no marks, then
    return () => {
      current = false
    }
  }, [run, className])
  return rows
}
