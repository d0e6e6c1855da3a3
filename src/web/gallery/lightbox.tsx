import { type KeyboardEvent, useEffect, useRef, useState } from 'react'
import type { NearRow } from '../../run/explorer.ts'
import { cellText } from '../data/column.ts'
import { useRun } from '../frame/run-context.tsx'
import { Term } from '../parts/term.tsx'
import { change, usePlace } from '../state/navigation.ts'
import { param } from '../state/place.ts'
import { select, toggled, useSelection } from '../state/selection.ts'
import { count, decimal, oneLine } from '../words/format.ts'
import { Thumbnail, useImageWords } from './thumbnail.tsx'

/** Opens an image in the large view: a step that Back takes back. */
export const openImage = (row: number): void => change({ open: String(row) })

/** The large view of the image that the address opens; arrow keys go through `rows`. */
export function Lightbox({ rows }: { rows: ArrayLike<number> }) {
  const { run } = useRun()
  const text = param(usePlace(), 'open')
  const row = text !== undefined && /^\d+$/.test(text) ? Number(text) : -1
  return row >= 0 && row < run.examples.count ? <OpenLightbox row={row} rows={rows} /> : null
}

function OpenLightbox({ row, rows }: { row: number; rows: ArrayLike<number> }) {
  const dialog = useRef<HTMLDialogElement>(null)
  const { run } = useRun()
  const words = useImageWords()
  const selection = useSelection(run.examples.count)
  const place = Array.prototype.indexOf.call(rows, row)
  useEffect(() => {
    if (dialog.current?.open) return
    dialog.current?.showModal()
    dialog.current?.focus() // not the first button, which has no reason to be lit
  }, [])
  const close = () => change({ open: undefined })
  const step = (by: number) => {
    const next = rows[place + by]
    if (next !== undefined) change({ open: String(next) }, { replace: true })
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'ArrowLeft') step(-1)
    else if (event.key === 'ArrowRight') step(1)
    else if (event.key === 'x') select(toggled(selection, row))
    else return
    event.preventDefault()
  }
  return (
    <dialog
      ref={dialog}
      className="lightbox"
      tabIndex={-1}
      aria-label={words(row)}
      onClose={close}
      onCancel={(event) => {
        event.preventDefault()
        close()
      }}
      onKeyDown={onKeyDown}
      onClick={(event) => {
        if (event.target === dialog.current) close()
      }}
    >
      <div className="lightbox-inner">
        <header>
          <button type="button" onClick={() => step(-1)} disabled={place <= 0}>
            ← <span className="wide">previous</span>
          </button>
          <p className="number" role="status">
            {place >= 0 ? `${count(place + 1)} of ${count(rows.length)}` : 'not in the list'}
          </p>
          <button
            type="button"
            onClick={() => step(1)}
            disabled={place < 0 || place >= rows.length - 1}
          >
            <span className="wide">next</span> →
          </button>
          <label className="check">
            <input
              type="checkbox"
              checked={selection.includes(row)}
              onChange={() => select(toggled(selection, row))}
            />
            selected
          </label>
          <button type="button" className="close" onClick={close} aria-label="Close (Esc)">
            ✕
          </button>
        </header>
        <LargeImage key={row} row={row} />
        <Facts row={row} />
        <Neighbours key={`near ${row}`} row={row} />
      </div>
    </dialog>
  )
}

function LargeImage({ row }: { row: number }) {
  const { run } = useRun()
  const words = useImageWords()
  const [failed, setFailed] = useState(false)
  const address = run.source.image(row, failed ? 'thumbnail' : 'original')
  return (
    <div className="large">
      {address === undefined ? (
        <p className="empty">
          This image is not {run.source.kind === 'report' ? 'part of the report' : 'at hand'}.
        </p>
      ) : (
        <img src={address} alt={words(row)} onError={() => setFailed(true)} />
      )}
    </div>
  )
}

function Facts({ row }: { row: number }) {
  const { run, suspects } = useRun()
  const { examples } = run
  const { correct, flagged, confidence, decisionValue } = examples
  const known = new Set(['correct', 'flagged', 'confidence', 'decisionValue'])
  return (
    <div className="facts">
      <p className="fact-line">
        {correct[row] === 0 && <span className="badge wrong">wrong</span>}
        {correct[row] === 1 && <span className="badge right">right</span>}
        {flagged[row] === 1 && <span className="badge flag">flagged</span>}
        {suspects.has(row) && (
          <span className="badge">
            <Term of="possible wrong label" />
          </span>
        )}
      </p>
      <dl>
        <div>
          <dt>id</dt>
          <dd>{oneLine(examples.ids[row] ?? '')}</dd>
        </div>
        <div>
          <dt>
            <Term of="decision value" />
          </dt>
          <dd className="number">{decimal(decisionValue[row], 3)}</dd>
        </div>
        <div>
          <dt>
            <Term of="confidence" />
          </dt>
          <dd className="number">{decimal(confidence[row], 3)}</dd>
        </div>
        {examples.columns
          .filter(({ name }) => !known.has(name))
          .map((column) => (
            <div key={column.name}>
              <dt>{oneLine(column.name)}</dt>
              <dd>{oneLine(cellText(column, row) ?? 'unknown')}</dd>
            </div>
          ))}
      </dl>
    </div>
  )
}

function Neighbours({ row }: { row: number }) {
  const { run } = useRun()
  const words = useImageWords()
  const [near, setNear] = useState<readonly NearRow[] | undefined>([])
  useEffect(() => {
    let current = true
    run.source
      .neighbours(row)
      .then((found) => current && setNear(found))
      .catch(() => current && setNear(undefined))
    return () => {
      current = false
    }
  }, [run, row])
  if (near === undefined) return <p className="note">Nearest images are not known here.</p>
  return (
    <section className="neighbours" aria-label="Nearest images">
      <h3>Nearest images</h3>
      <div>
        {near.map(({ row: other, similarity }) => (
          <button key={other} type="button" onClick={() => change({ open: String(other) })}>
            <Thumbnail row={other} alt={words(other)} />
            <span className="number">{decimal(similarity)}</span>
          </button>
        ))}
      </div>
    </section>
  )
}
