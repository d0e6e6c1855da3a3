import { type RefObject, useEffect, useLayoutEffect, useRef, useState } from 'react'
import { jumped, type Scroll, scrolled } from './long-scroll.ts'

/** Pixels from one drawing of the page to the next, beyond which nobody can tell the pictures apart. */
const FLYING = 80
/** Milliseconds without a step after which scrolling has ended. */
const REST = 120
const MARGIN_LINES = 3

/** Lines of a long gallery that are in sight, first to last inclusive, and where on the page they stand. */
export interface LinesInSight {
  from: number
  to: number
  /** Pixels from the top of the gallery to the first line of all: 0 unless the gallery is longer than browsers can scroll. */
  shift: number
  /** Height of the gallery on the page. */
  height: number
  /** Whether the pictures of a line are worth drawing: those that fly past are not. */
  isDrawn: (line: number) => boolean
  scrollToLine: (line: number) => void
}

/** Follows the page's scrolling through any number of lines of one height. */
export function useLinesInSight(
  box: RefObject<HTMLElement | null>,
  lines: number,
  lineHeight: number,
): LinesInSight {
  const total = lines * lineHeight
  const [top, setTop] = useState(0)
  const [, draw] = useState('')
  const scroll = useRef<Scroll>({ page: 0, virtual: 0 })
  const flight = useRef({ isFlying: false, from: 0, to: 0 })
  const latest = useRef({ lines, lineHeight, total, top })
  latest.current = { lines, lineHeight, total, top }
  useLayoutEffect(() => {
    const measure = () => {
      if (box.current) setTop(box.current.getBoundingClientRect().top + window.scrollY)
    }
    measure()
    const observer = new ResizeObserver(measure)
    observer.observe(document.body)
    return () => observer.disconnect()
  }, [box])
  useEffect(() => {
    let timer = 0
    let frame = 0
    /** The page is drawn again when another line comes into sight, not with every pixel. */
    const drawIfNew = () => {
      const { lines, lineHeight } = latest.current
      const { from, to, shift } = sightOf(scroll.current, lines, lineHeight)
      draw(`${from} ${to} ${shift} ${flight.current.isFlying}`)
    }
    const update = () => {
      frame = 0
      const { total, top } = latest.current
      const before = scroll.current.virtual
      scroll.current = scrolled(scroll.current, window.scrollY - top, total, innerHeight)
      flight.current.isFlying = Math.abs(scroll.current.virtual - before) > FLYING
      drawIfNew()
    }
    const rest = () => {
      flight.current.isFlying = false
      const { total, top } = latest.current
      const settled = jumped(scroll.current.virtual, total, innerHeight)
      if (Math.abs(settled.page - scroll.current.page) > 1 && scroll.current.page > 0) {
        scroll.current = settled
        window.scrollTo(0, top + settled.page)
      }
      drawIfNew()
    }
    const onScroll = () => {
      clearTimeout(timer)
      timer = window.setTimeout(rest, REST)
      frame ||= requestAnimationFrame(update)
    }
    update()
    window.addEventListener('scroll', onScroll, { passive: true })
    window.addEventListener('resize', onScroll)
    return () => {
      clearTimeout(timer)
      cancelAnimationFrame(frame)
      window.removeEventListener('scroll', onScroll)
      window.removeEventListener('resize', onScroll)
    }
  }, [])
  const { from, to, shift } = sightOf(scroll.current, lines, lineHeight)
  const seen = flight.current
  if (!seen.isFlying) [seen.from, seen.to] = [from, to]
  return {
    from,
    to,
    shift,
    height: jumped(0, total, innerHeight).height,
    isDrawn: (line) => line >= seen.from && line <= seen.to,
    scrollToLine: (line) => {
      const [start, end] = [line * lineHeight, (line + 1) * lineHeight]
      const { virtual } = scroll.current
      const seen = virtual + underHeader()
      if (start >= seen && end <= virtual + innerHeight) return
      const to = start < seen ? start - underHeader() : end - innerHeight
      const next = jumped(to, total, innerHeight)
      scroll.current = next
      window.scrollTo(0, latest.current.top + next.page)
      draw(`to ${line}`)
    },
  }
}

/** Pixels at the top of the screen that the page's header covers. */
const underHeader = () =>
  Number.parseFloat(getComputedStyle(document.documentElement).scrollPaddingTop) || 0

function sightOf({ page, virtual }: Scroll, lines: number, lineHeight: number) {
  const first = Math.floor(virtual / lineHeight) - MARGIN_LINES
  const last = first + Math.ceil(innerHeight / lineHeight) + 2 * MARGIN_LINES // so that both change at once
  return {
    from: Math.max(0, Math.min(first, lines - 1)),
    to: Math.min(lines - 1, last),
    shift: page - virtual,
  }
}
