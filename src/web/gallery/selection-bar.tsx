import { type FormEvent, useState } from 'react'
import { EXPORTS, type ExportFormat, exportRows } from '../data/export-rows.ts'
import { wellFormed } from '../data/well-formed.ts'
import { useRun } from '../frame/run-context.tsx'
import { saveFile } from '../parts/save-file.ts'
import { change, usePlace } from '../state/navigation.ts'
import { param } from '../state/place.ts'
import { keepSlice, useImageReviews, useReview } from '../state/review.ts'
import { select, useIsUnlinked } from '../state/selection.ts'
import { counted, percent } from '../words/format.ts'

interface SelectionBarProps {
  selection: Int32Array
  /** Rows on show, for "select all". */
  shown: Int32Array
}

/** How many are selected, how the model does on them, and what can be done with them. */
export function SelectionBar({ selection, shown }: SelectionBarProps) {
  const { run } = useRun()
  const { correct } = run.examples
  const onlySelected = param(usePlace(), 'only') === 'selected'
  const reviews = useImageReviews()
  const [failure, setFailure] = useState<string>()
  const known = selection.filter((row) => correct[row] !== -1)
  const right = known.filter((row) => correct[row] === 1).length
  const save = (format: ExportFormat) => {
    setFailure(undefined)
    exportRows(run.examples, selection, format, reviews).then(
      (blob) => saveFile(blob, `selection.${format}`),
      (error: Error) => setFailure(error.message),
    )
  }
  const none = selection.length === 0
  return (
    <fieldset className="selection-bar">
      <legend className="hidden">Selection</legend>
      <p role="status">
        {none ? (
          <span className="note">nothing selected</span>
        ) : (
          <>
            <strong>{counted(selection.length, 'image')}</strong> selected
            {known.length > 0 && <>, {percent(right / known.length)} right</>}
          </>
        )}
      </p>
      <button type="button" onClick={() => select(shown)} disabled={shown.length === 0}>
        Select all shown
      </button>
      {(!none || onlySelected) && (
        <label className="check">
          <input
            type="checkbox"
            checked={onlySelected}
            onChange={(event) => change({ only: event.target.checked ? 'selected' : undefined })}
          />
          only selected
        </label>
      )}
      {!none && (
        <>
          <button type="button" onClick={() => select([])}>
            Clear
          </button>
          <span className="exports">
            Export{' '}
            {EXPORTS.map((format) => (
              <button key={format} type="button" onClick={() => save(format)}>
                {format.toUpperCase()}
              </button>
            ))}
          </span>
          <KeepSlice selection={selection} />
        </>
      )}
      <Unlinked />
      {failure && (
        <p className="problem" role="alert">
          {failure}
        </p>
      )}
    </fieldset>
  )
}

/** Keeps the selection under a name. */
function KeepSlice({ selection }: { selection: Int32Array }) {
  const { run } = useRun()
  const { place, problem } = useReview()
  const [kept, setKept] = useState<string>()
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const name = new FormData(event.currentTarget).get('name')
    if (typeof name !== 'string' || name.trim() === '') return
    const ids = Array.from(selection, (row) => wellFormed(run.examples.ids[row] ?? ''))
    keepSlice({ name: wellFormed(name.trim()).slice(0, 200), ids })
    setKept(name.trim())
  }
  return (
    <form className="keep-slice" onSubmit={submit}>
      <input type="text" name="name" aria-label="Name of a slice" placeholder="name this slice" />
      <button type="submit">Keep</button>
      <span className="note" role="status">
        {kept !== undefined && (problem ?? `kept ${place}`)}
      </span>
    </form>
  )
}

/** A selection that a link cannot hold is never dropped in silence. */
function Unlinked() {
  if (!useIsUnlinked()) return null
  return (
    <p className="problem" role="status">
      Too many images for a link: who opens this address elsewhere sees no selection. Name it as a
      slice, or export it.
    </p>
  )
}
