import type { DirectionRecord } from '../../run/directions-file.ts'
import type { ClassSummary } from '../data/class-summaries.ts'
import type { ModeFacts } from './mode-facts.ts'

/** What the parts of the failure card are about. */
export interface Card {
  summary: ClassSummary
  direction: DirectionRecord
  facts: ModeFacts
  /** Where the reader draws the line; the method's own is 0. */
  threshold: number
}
