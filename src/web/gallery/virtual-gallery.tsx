import { useWindowVirtualizer, type VirtualItem, type Virtualizer } from '@tanstack/react-virtual'
import { type CSSProperties, type KeyboardEvent, useCallback, useRef, useState } from 'react'
import { usePrinting } from '../parts/use-printing.ts'
import { useSize } from '../parts/use-size.ts'
import { useTopOf } from '../parts/use-top-of.ts'
import { select } from '../state/selection.ts'
import { type OpenKeys, Tile } from './tile.tsx'

const TILE = 132
const GAP = 8
const PRINTED = 120
/** Pixels from one drawing of the page to the next, beyond which nobody can tell the pictures apart. */
const FLYING = 80

interface VirtualGalleryProps {
  /** In the order shown. */
  rows: ArrayLike<number>
  selection: Int32Array
  onOpen: (row: number) => void
}

/** Any number of images, of which only those in sight are in the document. Arrow keys go from one to the next. */
export function VirtualGallery({ rows, selection, onOpen }: VirtualGalleryProps) {
  const box = useRef<HTMLUListElement>(null)
  const { width } = useSize(box)
  const scrollMargin = useTopOf(box)
  const printing = usePrinting()
  const [current, setCurrent] = useState(0)
  const anchor = useRef(0)
  const columns = Math.max(2, Math.floor((width + GAP) / (TILE + GAP)))
  const side = (width - GAP * (columns - 1)) / columns
  const lines = Math.ceil(rows.length / columns)
  const virtualizer = useWindowVirtualizer({
    count: width > 0 ? lines : 0,
    estimateSize: () => side + GAP,
    overscan: 3,
    scrollMargin,
  })
  const lineItems = virtualizer.getVirtualItems()
  const isDrawn = useDrawnLines(virtualizer, lineItems)
  const measured = useRef(side)
  if (measured.current !== side) {
    measured.current = side
    virtualizer.measure()
  }
  const chosen = new Set(selection)
  const toggle = (place: number, range: boolean) => {
    const next = new Set(selection)
    const row = rows[place] ?? 0
    if (range) {
      const [from, to] = [Math.min(anchor.current, place), Math.max(anchor.current, place)]
      for (let i = from; i <= to; i++) next.add(rows[i] ?? 0)
    } else if (!next.delete(row)) next.add(row)
    anchor.current = place
    setCurrent(place)
    select(next)
  }
  // Stable, so that a tile that stays in sight is not drawn again when the page scrolls.
  const latest = useRef({ toggle, onOpen, rows })
  latest.current = { toggle, onOpen, rows }
  const onToggle = useCallback((row: number, range: boolean) => {
    latest.current.toggle(Array.prototype.indexOf.call(latest.current.rows, row), range)
  }, [])
  const onTileOpen = useCallback(
    (row: number, keys: OpenKeys) => {
      if (keys.toggle || keys.range) onToggle(row, keys.range)
      else latest.current.onOpen(row)
    },
    [onToggle],
  )
  const moveTo = (place: number) => {
    const next = Math.max(0, Math.min(rows.length - 1, place))
    setCurrent(next)
    virtualizer.scrollToIndex(Math.floor(next / columns), { align: 'auto' })
    requestAnimationFrame(() => {
      box.current
        ?.querySelector<HTMLElement>(`[data-place="${next}"] .tile-open`)
        ?.focus({ preventScroll: true })
    })
  }
  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -columns, ArrowDown: columns }[event.key]
    if (step !== undefined) moveTo(current + step)
    else if (event.key === 'Home') moveTo(0)
    else if (event.key === 'End') moveTo(rows.length - 1)
    else if (event.key.toLowerCase() === 'x') toggle(current, event.shiftKey)
    else return
    event.preventDefault()
  }
  const tile = (place: number, style?: CSSProperties, drawn = true) => {
    const row = rows[place] ?? 0
    return (
      <li
        key={place}
        className={style ? 'placed' : undefined}
        style={style}
        data-place={place}
        aria-setsize={rows.length}
        aria-posinset={place + 1}
        onFocus={() => setCurrent(place)}
      >
        {/* The current image always, or the focus could not go there. */}
        {drawn || place === current ? (
          <Tile
            row={row}
            selected={chosen.has(row)}
            tabIndex={place === Math.min(current, rows.length - 1) ? 0 : -1}
            onToggle={onToggle}
            onOpen={onTileOpen}
          />
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
  return (
    <ul
      ref={box}
      aria-label="Images"
      className="virtual-gallery"
      data-choosing={selection.length > 0 || undefined}
      style={{ height: virtualizer.getTotalSize() }}
      onKeyDown={onKeyDown}
    >
      {lineItems.flatMap(({ index, start }) =>
        Array.from({ length: Math.min(columns, rows.length - index * columns) }, (_, i) => {
          const transform = `translate(${i * (side + GAP)}px, ${start - scrollMargin}px)`
          return tile(index * columns + i, { width: side, transform }, isDrawn(index))
        }),
      )}
    </ul>
  )
}

/**
 * Which lines are worth drawing: what flies past is not. While the page moves fast, only the lines keep their pictures
 * that were in sight when it last moved slowly.
 */
function useDrawnLines(
  { scrollOffset, isScrolling }: Pick<Virtualizer<Window, Element>, 'scrollOffset' | 'isScrolling'>,
  lines: readonly VirtualItem[],
): (line: number) => boolean {
  const last = useRef({ offset: 0, isFlying: false, from: 0, to: 0 })
  const { current: seen } = last
  const offset = scrollOffset ?? 0
  if (!isScrolling) seen.isFlying = false
  else if (offset !== seen.offset) seen.isFlying = Math.abs(offset - seen.offset) > FLYING
  seen.offset = offset
  if (!seen.isFlying) {
    seen.from = lines[0]?.index ?? 0
    seen.to = lines.at(-1)?.index ?? 0
  }
  return (line) => line >= seen.from && line <= seen.to
}
