import { useEffect, useMemo, useState } from 'react'
import type { NearPair } from '../../run/explorer.ts'
import { cellText } from '../data/column.ts'
import { useRun } from '../frame/run-context.tsx'
import { openImage } from '../gallery/open-image.ts'
import { Thumbnail, useImageWords } from '../gallery/thumbnail.tsx'
import { Term } from '../parts/term.tsx'
import { counted, decimal, oneLine } from '../words/format.ts'

const SHOWN = 12

/** Pairs of near copies in a class, and for each image the splits that hold a copy of it. */
export function useCopies(className: string | undefined): {
  pairs: readonly NearPair[]
  splits: ReadonlyMap<number, string>
} {
  const { run } = useRun()
  const [found, setFound] = useState<{ of: string | undefined; pairs: readonly NearPair[] }>()
  useEffect(() => {
    if (className === undefined) return
    let current = true
    run.source
      .duplicates(className)
      .then((pairs) => current && setFound({ of: className, pairs }))
      .catch(() => {}) // no marks, then
    return () => {
      current = false
    }
  }, [run, className])
  return useMemo(() => {
    const pairs = found?.of === className ? (found?.pairs ?? []) : []
    const splits = new Map<number, string>()
    const add = (row: number, other: number) => {
      const split = cellText(run.examples.split, other) ?? '?'
      const known = splits.get(row)
      if (known === undefined) splits.set(row, split)
      else if (!known.split(', ').includes(split)) splits.set(row, `${known}, ${split}`)
    }
    for (const {
      rows: [a, b],
    } of pairs) {
      add(a, b)
      add(b, a)
    }
    return { pairs, splits }
  }, [found, className, run])
}

/** Near copies side by side with the split of each: a copy in the training split means leakage. */
export function NearCopies({ pairs }: { pairs: readonly NearPair[] }) {
  const { run } = useRun()
  const words = useImageWords()
  if (pairs.length === 0) return null
  const { split } = run.examples
  const splitOf = (row: number) => cellText(split, row) ?? '?'
  const { heldOutSplit, standardizeSplit } = run.manifest.config.method
  const leaks = pairs.filter(({ rows }) => {
    const splits = rows.map(splitOf)
    return splits.includes(heldOutSplit) && splits.includes(standardizeSplit)
  })
  return (
    <section className="near-copies">
      <h2>
        <Term of="near copy">Near copies</Term>: {counted(pairs.length, 'pair')}
      </h2>
      {leaks.length > 0 && (
        <p className="problem">
          {counted(leaks.length, 'pair')} with one image in {oneLine(standardizeSplit)} and one in{' '}
          {oneLine(heldOutSplit)}: leakage. The model may have been trained on the copy, so its
          answer on the other proves nothing.
        </p>
      )}
      <ul>
        {pairs.slice(0, SHOWN).map(({ rows, similarity }) => (
          <li key={rows.join()}>
            {rows.map((row) => (
              <button key={row} type="button" data-row={row} onClick={() => openImage(row)}>
                <Thumbnail row={row} alt={words(row)} />
                <span>{oneLine(splitOf(row))}</span>
              </button>
            ))}
            <span className="note">cosine {decimal(similarity, 3)}</span>
          </li>
        ))}
      </ul>
      {pairs.length > SHOWN && (
        <p className="note">
          showing {SHOWN} of {pairs.length}
        </p>
      )}
    </section>
  )
}
