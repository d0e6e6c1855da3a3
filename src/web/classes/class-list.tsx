import { useWindowVirtualizer } from '@tanstack/react-virtual'
import { useRef } from 'react'
import type { ClassSummary } from '../data/class-summaries.ts'
import { usePrinting } from '../parts/use-printing.ts'
import { useTopOf } from '../parts/use-top-of.ts'
import { ClassRow } from './class-row.tsx'

/** Rows printed at most; the screen shows all. */
const PRINTED = 200

/** Classes as rows; only those in sight are in the document, so a thousand cost no more than ten. */
export function ClassList({ summaries }: { summaries: readonly ClassSummary[] }) {
  const list = useRef<HTMLOListElement>(null)
  const scrollMargin = useTopOf(list)
  const printing = usePrinting()
  const virtualizer = useWindowVirtualizer({
    count: summaries.length,
    estimateSize: () => 124,
    overscan: 4,
    scrollMargin,
    getItemKey: (i) => summaries[i]?.label ?? i,
  })
  if (printing) {
    return (
      <>
        <ol className="class-list">
          {summaries.slice(0, PRINTED).map((summary, i) => (
            <li key={summary.label}>
              <ClassRow summary={summary} place={i + 1} />
            </li>
          ))}
        </ol>
        {summaries.length > PRINTED && <p>{summaries.length - PRINTED} more classes not printed</p>}
      </>
    )
  }
  return (
    <ol className="class-list" ref={list} style={{ height: virtualizer.getTotalSize() }}>
      {virtualizer.getVirtualItems().map(({ index, key, start }) => {
        const summary = summaries[index]
        if (!summary) return null
        return (
          <li
            key={key}
            ref={virtualizer.measureElement}
            data-index={index}
            aria-setsize={summaries.length}
            aria-posinset={index + 1}
            className="placed"
            style={{ transform: `translateY(${start - scrollMargin}px)` }}
          >
            <ClassRow summary={summary} place={index + 1} />
          </li>
        )
      })}
    </ol>
  )
}
