import { type KeyboardEvent, useEffect, useRef, useState } from 'react'
import { useRun } from '../frame/run-context.tsx'
import { closeImage, usePlace } from '../state/navigation.ts'
import { param } from '../state/place.ts'
import { select, toggled, useSelection } from '../state/selection.ts'
import { count } from '../words/format.ts'
import { ImageFacts } from './image-facts.tsx'
import { Neighbours } from './neighbours.tsx'
import { openImage } from './open-image.ts'
import { useImageWords } from './thumbnail.tsx'
import { placeOf } from './use-gallery-keys.ts'

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
  const place = placeOf(rows, row)
  useEffect(() => {
    if (dialog.current?.open) return
    dialog.current?.showModal()
    dialog.current?.focus() // not the first button, which has no reason to be lit
  }, [])
  const step = (by: number) => {
    const next = rows[place + by]
    if (next !== undefined) openImage(next)
  }
  const onKeyDown = (event: KeyboardEvent) => {
    const { target } = event
    if (target instanceof HTMLElement && target.matches('input[type=text], textarea, select'))
      return
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
      onClose={closeImage}
      onCancel={(event) => {
        event.preventDefault()
        closeImage()
      }}
      onKeyDown={onKeyDown}
      onClick={(event) => {
        if (event.target === dialog.current) closeImage()
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
          <button type="button" className="close" onClick={closeImage} aria-label="Close (Esc)">
            ✕
          </button>
        </header>
        <LargeImage key={row} row={row} />
        <ImageFacts row={row} />
        <Neighbours key={`near ${row}`} row={row} />
      </div>
    </dialog>
  )
}

/** The small image at once, the large one as soon as it is there. */
function LargeImage({ row }: { row: number }) {
  const { run } = useRun()
  const words = useImageWords()
  const [large, setLarge] = useState<'waiting' | 'there' | 'failed'>('waiting')
  const small = run.source.image(row, 'thumbnail')
  const original = run.source.image(row, 'original')
  if (small === undefined && original === undefined) {
    return (
      <div className="large">
        <p className="empty">
          This image is not {run.source.kind === 'report' ? 'part of the report' : 'at hand'}.
        </p>
      </div>
    )
  }
  return (
    <div className="large">
      {large !== 'there' && small !== undefined && <img src={small} alt={words(row)} />}
      {original !== undefined && original !== small && large !== 'failed' && (
        <img
          src={original}
          alt={large === 'there' ? words(row) : ''}
          hidden={large !== 'there'}
          onLoad={() => setLarge('there')}
          onError={() => setLarge('failed')}
        />
      )}
    </div>
  )
}
