import type { ReactNode } from 'react'

interface ScrollBoxProps {
  /** What is inside, for those who do not see it. */
  name: string
  /** Scrolls up and down as well. */
  tall?: boolean
  children: ReactNode
}

/** A place for wide tables: what scrolls can be reached and moved by keyboard. */
export function ScrollBox({ name, tall = false, children }: ScrollBoxProps) {
  return (
    <section
      className={tall ? 'table-box tall' : 'table-box'}
      aria-label={name}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: arrow keys scroll it
      tabIndex={0}
    >
      {children}
    </section>
  )
}
