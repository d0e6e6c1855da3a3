import { type CSSProperties, useRef } from 'react'
import { usePrinting } from '../parts/use-printing.ts'
import { useSize } from '../parts/use-size.ts'
import { Tile } from './tile.tsx'
import { useGalleryKeys } from './use-gallery-keys.ts'
import { useLinesInSight } from './use-lines-in-sight.ts'

const TILE = 132
const GAP = 8
const PRINTED = 120

interface VirtualGalleryProps {
  /** In the order shown. */
  rows: ArrayLike<number>
  /** Likeness of every row of the run to the words asked for. */
  similarity?: Float64Array | undefined
}

/** Any number of images, of which only those in sight are in the document. */
export function VirtualGallery({ rows, similarity }: VirtualGalleryProps) {
  const box = useRef<HTMLUListElement>(null)
  const { width } = useSize(box)
  const printing = usePrinting()
  const columns = Math.max(2, Math.floor((width + GAP) / (TILE + GAP)))
  // Whole pixels: a tile that stands out by a part of one gets a layer of its own.
  const side = Math.max(1, Math.floor((width - GAP * (columns - 1)) / columns))
  const lines = width > 0 ? Math.ceil(rows.length / columns) : 0
  const sight = useLinesInSight(box, lines, side + GAP)
  const frame = useRef(0)
  const focusAt = (place: number) => {
    sight.scrollToLine(Math.floor(place / columns))
    // Once the tile is there, unless a key has moved on by then: the focus would take the current place back to it.
    cancelAnimationFrame(frame.current)
    frame.current = requestAnimationFrame(() => {
      frame.current = requestAnimationFrame(() =>
        box.current
          ?.querySelector<HTMLElement>(`[data-place="${place}"] .tile-open`)
          ?.focus({ preventScroll: true }),
      )
    })
  }
  const keys = useGalleryKeys({ rows, columns: () => columns, onMove: focusAt })
  const tile = (place: number, style?: CSSProperties, drawn = true) => {
    const props = keys.tile(place)
    return (
      <li
        key={place}
        className={style ? 'placed' : undefined}
        style={style}
        data-place={place}
        aria-setsize={rows.length}
        aria-posinset={place + 1}
        {...keys.item(place)}
      >
        {/* The current image always, or the focus could not go there. */}
        {drawn || place === keys.current ? (
          <Tile {...props} similarity={similarity?.[props.row]} />
        ) : (
          <div className="tile" />
        )}
      </li>
    )
  }
  if (printing) {
    return (
      <ul className="gallery">
        {Array.from({ length: Math.min(PRINTED, rows.length) }, (_, place) => tile(place))}
      </ul>
    )
  }
  const { from, to, shift } = sight
  return (
    <ul
      ref={box}
      aria-label="Images"
      className="virtual-gallery"
      style={{ height: sight.height }}
      {...keys.list}
    >
      {Array.from({ length: Math.max(0, to - from + 1) }, (_, i) => from + i).flatMap((line) =>
        Array.from({ length: Math.min(columns, rows.length - line * columns) }, (_, i) => {
          const transform = `translate(${i * (side + GAP)}px, ${line * (side + GAP) + shift}px)`
          return tile(line * columns + i, { width: side, transform }, sight.isDrawn(line))
        }),
      )}
    </ul>
  )
}
