import { useState } from 'react'
import { EXPORTS, type ExportFormat, exportRows } from '../data/export-rows.ts'
import { useRun } from '../frame/run-context.tsx'
import { saveFile } from '../parts/save-file.ts'
import { select } from '../state/selection.ts'
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
  const [failure, setFailure] = useState<string>()
  const known = selection.filter((row) => correct[row] !== -1)
  const right = known.filter((row) => correct[row] === 1).length
  const save = (format: ExportFormat) => {
    setFailure(undefined)
    exportRows(run.examples, selection, format).then(
      (blob) => saveFile(blob, `selection.${format}`),
      (error: Error) => setFailure(error.message),
    )
  }
  return (
    <fieldset className="selection-bar">
      <legend className="hidden">Selection</legend>
      <p role="status">
        {selection.length === 0 ? (
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
      <button type="button" onClick={() => select([])} disabled={selection.length === 0}>
        Clear
      </button>
      <span className="exports">
        Export{' '}
        {EXPORTS.map((format) => (
          <button
            key={format}
            type="button"
            disabled={selection.length === 0}
            onClick={() => save(format)}
          >
            {format.toUpperCase()}
          </button>
        ))}
      </span>
      {failure && (
        <p className="problem" role="alert">
          {failure}
        </p>
      )}
    </fieldset>
  )
}
