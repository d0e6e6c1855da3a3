import { useEffect, useRef } from 'react'
import { usePlace } from '../state/navigation.ts'
import { param } from '../state/place.ts'

/** Calls back with the image that was shown last, once the large view is closed: the focus belongs there (WCAG 2.4.3). */
export function useReturn(onReturn: (row: number) => void): void {
  const open = param(usePlace(), 'open')
  const last = useRef(open)
  const latest = useRef(onReturn)
  latest.current = onReturn
  useEffect(() => {
    const row = Number(last.current)
    const isClosed = open === undefined && last.current !== undefined
    last.current = open
    if (!isClosed) return
    // Not at once: the browser scrolls to where the page was when the first image was opened.
    const frame = requestAnimationFrame(() => latest.current(row))
    return () => cancelAnimationFrame(frame)
  }, [open])
}
