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
    if (open === undefined && last.current !== undefined) latest.current(Number(last.current))
    last.current = open
  }, [open])
}
