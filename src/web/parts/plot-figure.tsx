import { type PlotOptions, plot } from '@observablehq/plot'
import { type ReactNode, useEffect, useRef, useState } from 'react'

interface PlotFigureProps {
  title: ReactNode
  /** What the plot shows, for those who do not see it. */
  description: string
  options: PlotOptions
  /** Below the plot. */
  children?: ReactNode
  onPick?: (datum: unknown) => void
}

/** A plot as wide as its place. */
export function PlotFigure({ title, description, options, children, onPick }: PlotFigureProps) {
  const box = useRef<HTMLDivElement>(null)
  const [width, setWidth] = useState(0)
  useEffect(() => {
    if (!box.current) return
    const observer = new ResizeObserver(([entry]) =>
      setWidth(Math.floor(entry?.contentRect.width ?? 0)),
    )
    observer.observe(box.current)
    return () => observer.disconnect()
  }, [])
  useEffect(() => {
    if (!box.current || width === 0) return
    const chart = plot({ ...options, width })
    for (const style of chart.querySelectorAll('style')) style.remove() // the page's policy; ours are in class-page.css
    for (const mark of chart.querySelectorAll('g[aria-label]')) mark.removeAttribute('aria-label')
    const svg = chart.matches('svg') ? chart : chart.querySelector('svg')
    svg?.setAttribute('role', 'img')
    svg?.setAttribute('aria-label', description)
    // A press would make the pointer stick to its point until the next one: every other click would pick nothing.
    const unstuck = (event: Event) => event.stopPropagation()
    const pick = () => {
      const { value } = chart as { value?: unknown }
      if (value !== undefined && value !== null) onPick?.(value)
    }
    const place = box.current
    place.addEventListener('pointerdown', unstuck, { capture: true })
    chart.addEventListener('click', pick)
    place.replaceChildren(chart)
    return () => {
      place.removeEventListener('pointerdown', unstuck, { capture: true })
      chart.remove()
    }
  }, [options, width, description, onPick])
  return (
    <figure className="plot">
      <figcaption>{title}</figcaption>
      <div ref={box} className="plot-box" data-clickable={onPick ? true : undefined} />
      {children}
    </figure>
  )
}
