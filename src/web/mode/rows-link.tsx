import type { ReactNode } from 'react'
import { rowsPlace } from './images-place.ts'

interface RowsLinkProps {
  rows: readonly number[]
  /** What the images are, above them. */
  title: string
  children: ReactNode
}

/** A number that opens the images it was counted over; plain where there are none. */
export function RowsLink({ rows, title, children }: RowsLinkProps) {
  if (rows.length === 0) return <>{children}</>
  return <a href={rowsPlace(rows, title)}>{children}</a>
}
