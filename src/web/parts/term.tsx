import { type ReactNode, useId, useState } from 'react'
import { GLOSSARY, type GlossaryTerm } from '../words/glossary.ts'

interface TermProps {
  of: GlossaryTerm
  children?: ReactNode
}

/** A word with its meaning on hover, focus or tap; Esc hides it. */
export function Term({ of, children = of }: TermProps) {
  const id = useId()
  const [place, setPlace] = useState<{ left: number; top: number }>()
  const show = (element: HTMLElement) => {
    const box = element.getBoundingClientRect()
    const left = Math.max(8, Math.min(box.left, innerWidth - 296))
    setPlace({ left, top: box.bottom })
  }
  const hide = () => setPlace(undefined)
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the pointer may go on to the tooltip (WCAG 1.4.13)
    <span className="term-box" onMouseLeave={hide}>
      <button
        type="button"
        className="term"
        aria-describedby={place ? id : undefined}
        onMouseEnter={(event) => show(event.currentTarget)}
        onFocus={(event) => show(event.currentTarget)}
        onClick={(event) => show(event.currentTarget)}
        onBlur={hide}
        onKeyDown={(event) => {
          if (event.key !== 'Escape' || !place) return
          event.preventDefault()
          hide()
        }}
      >
        {children}
      </button>
      {place && (
        <span id={id} role="tooltip" className="tooltip" style={place}>
          {GLOSSARY[of]}
        </span>
      )}
    </span>
  )
}
