import type { ClassSummary } from '../data/class-summaries.ts'
import { percent } from '../words/format.ts'

/** Accuracy on flagged and on unflagged held-out images, on one line from 0 to 100 %. */
export function AccuracyPair({ summary }: { summary: ClassSummary }) {
  const { flaggedAccuracy: hard, unflaggedAccuracy: easy, strongest } = summary
  if (Number.isNaN(hard) && Number.isNaN(easy)) return <p className="note">no held-out images</p>
  const { flagged, unflagged } = strongest?.heldOut ?? {}
  const x = (share: number) => 4 + share * 192
  const whisker = (interval: readonly [number, number] | null | undefined, name: string) =>
    interval && (
      <line
        x1={x(1 - interval[1])}
        x2={x(1 - interval[0])}
        y1="13"
        y2="13"
        className={`whisker ${name}`}
      />
    )
  return (
    <>
      <svg viewBox="0 0 200 26" className="pair" aria-hidden="true">
        <line x1="4" x2="196" y1="13" y2="13" className="axis" />
        {!Number.isNaN(hard) && !Number.isNaN(easy) && (
          <line x1={x(hard)} x2={x(easy)} y1="13" y2="13" className="gap" />
        )}
        {whisker(flagged?.interval, 'hard')}
        {whisker(unflagged?.interval, 'easy')}
        {!Number.isNaN(hard) && <circle cx={x(hard)} cy="13" r="5.5" className="hard" />}
        {!Number.isNaN(easy) && <circle cx={x(easy)} cy="13" r="5.5" className="easy" />}
      </svg>
      <p className="note pieces">
        <span className="hard-text">
          flagged: <strong>{percent(hard)}</strong> right
        </span>
        <span className="easy-text">
          others: <strong>{percent(easy)}</strong>
        </span>
      </p>
    </>
  )
}
