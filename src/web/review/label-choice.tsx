import type { LabelDecision } from '../../run/review-file.ts'
import { cellText } from '../data/column.ts'
import { wellFormed } from '../data/well-formed.ts'
import { useRun } from '../frame/run-context.tsx'
import { reviewImage, useImageReviews } from '../state/review.ts'
import { oneLine } from '../words/format.ts'

const DECISIONS: readonly [LabelDecision, string][] = [
  ['keep', 'Keep'],
  ['relabel', 'Relabel'],
  ['drop', 'Drop'],
]

/** Whether the label of an image stays, changes or the image goes. */
export function LabelChoice({ row }: { row: number }) {
  const { run } = useRun()
  const { ids, prediction } = run.examples
  const id = wellFormed(ids[row] ?? '')
  const said = useImageReviews().get(id)
  const predicted = cellText(prediction, row)
  const decide = (decision: LabelDecision) => {
    if (said?.decision === decision) reviewImage(id, { decision: null, newLabel: null })
    else
      reviewImage(id, { decision, newLabel: decision === 'relabel' ? (predicted ?? null) : null })
  }
  return (
    <fieldset className="chips label-choice">
      <legend>Label</legend>
      {DECISIONS.map(([decision, words]) => (
        <button
          key={decision}
          type="button"
          aria-pressed={said?.decision === decision}
          onClick={() => decide(decision)}
        >
          {words}
        </button>
      ))}
      {said?.decision === 'relabel' && (
        <label>
          to{' '}
          <select
            value={said.newLabel ?? ''}
            onChange={(event) => reviewImage(id, { newLabel: event.target.value })}
          >
            {run.manifest.classes.map((name) => (
              <option key={name} value={wellFormed(name)}>
                {oneLine(name)}
              </option>
            ))}
          </select>
        </label>
      )}
    </fieldset>
  )
}
