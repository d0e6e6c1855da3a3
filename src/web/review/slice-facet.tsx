import { useRun } from '../frame/run-context.tsx'
import { change } from '../state/navigation.ts'
import { dropSlice, useReview } from '../state/review.ts'
import { encodeRows } from '../state/row-ranges.ts'
import { count, oneLine } from '../words/format.ts'
import { useRowsOf } from './use-rows-of.ts'

/** Named sets of images, each to be shown or forgotten. */
export function SliceFacet() {
  const { run } = useRun()
  const { slices } = useReview().review
  const rowsOf = useRowsOf()
  if (slices.length === 0) return null
  return (
    <details className="facet" open>
      <summary>named slices</summary>
      <ul>
        {slices.map(({ name, ids }) => {
          const rows = rowsOf(ids)
          return (
            <li key={name} className="slice-line">
              <button
                type="button"
                className="link"
                onClick={() => change({ rows: encodeRows(rows), title: `slice ${name}` })}
              >
                {oneLine(name)}
              </button>
              <span className="number" title={`${ids.length - rows.length} not in this run`}>
                {count(rows.length)}
              </span>
              <button
                type="button"
                className="link"
                aria-label={`Forget the slice ${oneLine(name)}`}
                onClick={() => dropSlice(name)}
              >
                ✕
              </button>
            </li>
          )
        })}
      </ul>
      <p className="note">of {count(run.examples.count)} images</p>
    </details>
  )
}
