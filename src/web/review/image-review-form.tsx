import { wellFormed } from '../data/well-formed.ts'
import { useRun } from '../frame/run-context.tsx'
import { reviewImage, useImageReviews, useReview } from '../state/review.ts'
import { LabelChoice } from './label-choice.tsx'

/** Tags, a note and a decision about the label of an image. */
export function ImageReviewForm({ row }: { row: number }) {
  const { run } = useRun()
  const { problem, place } = useReview()
  const id = wellFormed(run.examples.ids[row] ?? '')
  const said = useImageReviews().get(id)
  return (
    <details className="image-review" open={said !== undefined}>
      <summary>Review</summary>
      <LabelChoice row={row} />
      <label>
        Tags, parted by commas
        <input
          type="text"
          key={said?.tags.join() ?? ''}
          defaultValue={said?.tags.join(', ')}
          onBlur={(event) => reviewImage(id, { tags: tagsOf(event.target.value) })}
        />
      </label>
      <label>
        Note
        <textarea
          rows={2}
          defaultValue={said?.note}
          maxLength={5000}
          onChange={(event) => reviewImage(id, { note: event.target.value })}
        />
      </label>
      <p className="note" role="status">
        {problem ?? `Kept ${place}.`}
      </p>
    </details>
  )
}

const tagsOf = (text: string): string[] => [
  ...new Set(
    text
      .split(',')
      .map((tag) => tag.trim().slice(0, 100))
      .filter(Boolean)
      .slice(0, 50),
  ),
]
