import { useMemo, useRef, useState } from 'react'
import { cellText } from '../data/column.ts'
import { exportRows } from '../data/export-rows.ts'
import { useRun } from '../frame/run-context.tsx'
import { Lightbox } from '../gallery/lightbox.tsx'
import { openImage } from '../gallery/open-image.ts'
import { Thumbnail, useImageWords } from '../gallery/thumbnail.tsx'
import { useReturn } from '../gallery/use-return.ts'
import { saveFile } from '../parts/save-file.ts'
import { Term } from '../parts/term.tsx'
import { LabelChoice } from '../review/label-choice.tsx'
import { useRowsOf } from '../review/use-rows-of.ts'
import { useImageReviews, useReview } from '../state/review.ts'
import { count, counted, decimal, oneLine } from '../words/format.ts'

const PAGE = 100

/** Images whose label may be wrong: to keep, relabel or drop, and to take away as a table. */
export function LabelsView() {
  const { run, suspects } = useRun()
  const reviews = useImageReviews()
  const { place, problem } = useReview()
  const rowsOf = useRowsOf()
  const words = useImageWords()
  const list = useRef<HTMLOListElement>(null)
  useReturn((row) =>
    list.current?.querySelector<HTMLElement>(`[data-row="${row}"] .tile-open`)?.focus(),
  )
  const [most, setMost] = useState(PAGE)
  const { label, prediction, confidence, split } = run.examples
  const decided = useMemo(
    () => rowsOf([...reviews.values()].filter(({ decision }) => decision).map(({ id }) => id)),
    [reviews, rowsOf],
  )
  const rows = useMemo(
    () => Int32Array.from(new Set([...suspects, ...decided])),
    [suspects, decided],
  )
  if (rows.length === 0) {
    return (
      <div className="labels">
        <h1>Labels that may be wrong</h1>
        <p className="lead">
          No image has a <Term of="possible wrong label" />.
        </p>
      </div>
    )
  }
  const save = async () =>
    saveFile(await exportRows(run.examples, decided, 'csv', reviews), 'labels.csv')
  return (
    <div className="labels">
      <h1>Labels that may be wrong</h1>
      <p className="lead">
        {counted(suspects.size, 'image')} with a <Term of="possible wrong label" />, the surest
        first. A suspicion, not a verdict: look at each.
      </p>
      <div className="toolbar">
        <p role="status">
          {count(decided.length)} of {count(rows.length)} decided
        </p>
        <button type="button" className="primary" disabled={decided.length === 0} onClick={save}>
          Export decisions as CSV
        </button>
        <span className="note">{problem ?? `Decisions are kept ${place}.`}</span>
      </div>
      <ol className="label-list" ref={list}>
        {Array.from(rows.subarray(0, most), (row) => (
          <li key={row} data-row={row}>
            <button type="button" className="tile-open" onClick={() => openImage(row)}>
              <Thumbnail row={row} alt={words(row)} />
            </button>
            <div>
              <p>
                label <strong>{oneLine(cellText(label, row) ?? 'none')}</strong>, the model says{' '}
                <strong>{oneLine(cellText(prediction, row) ?? 'nothing')}</strong>
              </p>
              <p className="note">
                confidence in the label {decimal(confidence[row])}; split{' '}
                {oneLine(cellText(split, row) ?? '?')}
              </p>
              <LabelChoice row={row} />
            </div>
          </li>
        ))}
      </ol>
      {rows.length > most && (
        <button type="button" onClick={() => setMost(most + PAGE)}>
          {count(rows.length - most)} more
        </button>
      )}
      <Lightbox rows={rows} />
    </div>
  )
}
