import { type KeyboardEvent, useRef, useState } from 'react'
import { select, useSelection } from '../state/selection.ts'

interface GalleryKeys {
  /** In the order shown. */
  rows: ArrayLike<number>
  /** Rows of the run. */
  count: number
  columns: () => number
  /** Brings an image into sight and gives it the focus. */
  onMove: (place: number) => void
}

/** The keys of every gallery: arrows go from image to image, Home and End to the ends, x selects, with Shift all from the last one. */
export function useGalleryKeys({ rows, count, columns, onMove }: GalleryKeys) {
  const selection = useSelection(count)
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
  return {
    selection,
    current: Math.min(current, Math.max(0, rows.length - 1)),
    setCurrent,
    toggle,
    moveTo,
    onKeyDown,
  }
}
