import type { Identity } from '../../core/repair/identity-check.ts'
import type { Dataset } from '../../io/dataset/dataset.ts'

/** An image from outside, under the direction of the class that it shows or is predicted to show. */
export interface ScoredImage {
  id: string
  /** The class that it is scored as; empty where nothing tells. */
  label: string
  /** Where the class comes from: its label, a prediction, or all classes weighted by probability. */
  scoredBy: 'label' | 'prediction' | 'probabilities' | 'every class' | undefined
  /** Negative = hard; NaN if the class has no direction. */
  decisionValue: number
  /** undefined if the class has no direction that stands. */
  flagged: boolean | undefined
  /** Whether it still looks like its class, where that was asked. */
  identity: Identity | undefined
  /** Why there is no decision value, if the image could not be read. */
  reason: string | undefined
}

/** What is known of the classes of some rows, -1 = nothing. */
type KnownClasses = Pick<Dataset, 'labels' | 'predictions'>

/** The class that a row is scored as: its label, else its prediction. */
export const scoredAs = ({ labels, predictions }: KnownClasses, row: number): number => {
  const label = labels[row] ?? -1
  return label >= 0 ? label : (predictions[row] ?? -1)
}

/** Which of the two it is. */
export function scoredBy(known: KnownClasses, row: number): ScoredImage['scoredBy'] {
  if ((known.labels[row] ?? -1) >= 0) return 'label'
  return scoredAs(known, row) >= 0 ? 'prediction' : undefined
}

/** How new images are scored. */
export interface ScoreOptions {
  /** Also check each image against its class as the run's standardizing split shows it. @default false */
  identity?: boolean
  /** Flagged at or below this decision value. @default 0 */
  threshold?: number
}
