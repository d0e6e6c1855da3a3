import { type KeyboardEvent, useCallback, useMemo, useRef, useState } from 'react'
import { useRun } from '../frame/run-context.tsx'
import { select, useSelection } from '../state/selection.ts'
import { openImage } from './open-image.ts'
import type { OpenKeys } from './tile.tsx'
import { useReturn } from './use-return.ts'

interface GalleryKeys {
  /** In the order shown. */
  rows: ArrayLike<number>
  columns: () => number
  /** Brings an image into sight and gives it the focus. */
  onMove: (place: number) => void
}

/** Where a row stands in a list; -1 = nowhere. */
export function placeOf(rows: ArrayLike<number>, row: number): number {
  // A plain loop: Array.prototype.indexOf is far slower over a typed array.
  for (let place = 0; place < rows.length; place++) if (rows[place] === row) return place
  return -1
}

/** What every gallery does with keys and clicks, as properties of its list, its items and their tiles: arrows go from image to image, Home and End to the ends, x selects, with Shift all from the last one. */
export function useGalleryKeys({ rows, columns, onMove }: GalleryKeys) {
  const selection = useSelection(useRun().run.examples.count)
  const chosen = useMemo(() => new Set(selection), [selection])
  const [current, setCurrent] = useState(0)
  const anchor = useRef(0)
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
  // Stable, so that a tile that stays in sight is not drawn again when the page scrolls or another one is selected.
  const latest = useRef({ toggle, rows })
  latest.current = { toggle, rows }
  const onToggle = useCallback((row: number, range: boolean) => {
    latest.current.toggle(placeOf(latest.current.rows, row), range)
  }, [])
  const onOpen = useCallback(
    (row: number, keys: OpenKeys) =>
      keys.toggle || keys.range ? onToggle(row, keys.range) : openImage(row),
    [onToggle],
  )
  const moveTo = (place: number) => {
    const next = Math.max(0, Math.min(rows.length - 1, place))
    setCurrent(next)
    onMove(next)
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return
    const across = columns()
    const step = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -across, ArrowDown: across }[event.key]
    if (step !== undefined) moveTo(current + step)
    else if (event.key === 'Home') moveTo(0)
    else if (event.key === 'End') moveTo(rows.length - 1)
    else if (event.key.toLowerCase() === 'x') toggle(current, event.shiftKey)
    else return
    event.preventDefault()
  }
  useReturn((row) => {
    const place = placeOf(rows, row)
    if (place >= 0) moveTo(place)
  })
  const held = Math.min(current, Math.max(0, rows.length - 1))
  return {
    current: held,
    list: { 'data-choosing': chosen.size > 0 || undefined, onKeyDown },
    item: (place: number) => ({ onFocus: () => setCurrent(place) }),
    tile: (place: number) => {
      const row = rows[place] ?? 0
      const tabIndex = place === held ? 0 : -1
      return { row, selected: chosen.has(row), tabIndex, onToggle, onOpen }
    },
  }
}
