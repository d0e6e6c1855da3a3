import { cellText } from '../data/column.ts'
import { useRun } from '../frame/run-context.tsx'
import { Term } from '../parts/term.tsx'
import { ImageReviewForm } from '../review/image-review-form.tsx'
import { columnTitle } from '../words/column-title.ts'
import { decimal, oneLine } from '../words/format.ts'

const SHOWN_ABOVE = new Set(['correct', 'flagged', 'confidence', 'decisionValue'])

const known = (value = Number.NaN): string => (Number.isNaN(value) ? 'unknown' : decimal(value, 3))

/** All that is known of an image, and what the reader says about it. */
export function ImageFacts({ row }: { row: number }) {
  const { run, suspects } = useRun()
  const { examples } = run
  const { correct, flagged, confidence, decisionValue } = examples
  return (
    <div className="facts">
      <p className="fact-line">
        {correct[row] === 0 && <span className="badge wrong">wrong</span>}
        {correct[row] === 1 && <span className="badge right">right</span>}
        {flagged[row] === 1 && <span className="badge flag">flagged</span>}
        {suspects.has(row) && (
          <span className="badge">
            <Term of="possible wrong label" />
          </span>
        )}
      </p>
      <dl>
        <div>
          <dt>id</dt>
          <dd>{oneLine(examples.ids[row] ?? '')}</dd>
        </div>
        <div>
          <dt>
            <Term of="decision value" />
          </dt>
          <dd className="number">{known(decisionValue[row])}</dd>
        </div>
        <div>
          <dt>
            <Term of="confidence" /> in the true label
          </dt>
          <dd className="number">{known(confidence[row])}</dd>
        </div>
        {examples.columns
          .filter(({ name }) => !SHOWN_ABOVE.has(name))
          .map((column) => (
            <div key={column.name}>
              <dt>
                {column.name === 'combinedValue' ? (
                  <Term of="combined value" />
                ) : (
                  columnTitle(column.name)
                )}
              </dt>
              <dd>
                {oneLine(cellText(column, row) ?? (column.name === 'mode' ? 'none' : 'unknown'))}
              </dd>
            </div>
          ))}
      </dl>
      <ImageReviewForm key={row} row={row} />
    </div>
  )
}
