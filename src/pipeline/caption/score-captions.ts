import {
  captionCorrelations,
  captionFrame,
  outermostCaptions,
} from '../../core/caption/caption-correlations.ts'
import {
  differenceCaptionScores,
  faithfulCaptionScores,
} from '../../core/caption/caption-scores.ts'
import type { FitImages } from '../../core/caption/class-images.ts'
import type { Hyperplane } from '../../core/direction/hyperplane.ts'
import type { Standardizer } from '../../core/vectors/standardize.ts'
import type { CaptionsFile } from '../../run/captions-file.ts'
import type { CaptionsConfig, MethodConfig } from '../../run/config.ts'
import type { CaptionVectors } from './caption-vectors.ts'

/** Captions of each side whose correlation is computed where a class has more than twice as many. */
const OUTERMOST = 48

/** The score that a run's captions are ranked by. */
export function scoreKind(
  { score }: Pick<CaptionsConfig, 'score'>,
  { profile }: Pick<MethodConfig, 'profile'>,
): CaptionsFile['score'] {
  return score ?? (profile === 'faithful' ? 'faithful' : 'correlation')
}

/** What captions of one class are scored by. */
export interface ScoredClass {
  plane: Hyperplane
  standardizer: Standardizer
  /** The images of the fit. */
  fit: FitImages
  /** Vector of the class's reference, float[d]. */
  reference: ArrayLike<number>
}

/**
 * Scores of captions of one class under one of its directions, negative = hard.
 *
 * Of a large set only the outermost captions get their correlation, the others 0: they lie between.
 *
 * @param always - Places in `rows` whose correlation is computed wherever they lie.
 */
export function scoreCaptions(
  score: CaptionsFile['score'],
  { plane, standardizer, fit, reference }: ScoredClass,
  { vectors }: Pick<CaptionVectors, 'vectors'>,
  rows: ArrayLike<number>,
  always: readonly number[] = [],
): Float64Array {
  if (score !== 'correlation') {
    const scores = score === 'faithful' ? faithfulCaptionScores : differenceCaptionScores
    return scores(plane, standardizer, vectors, { rows, reference })
  }
  const { embeddings, loss } = fit
  const frame = captionFrame(embeddings, vectors, rows)
  const outer = outermostCaptions(frame, loss, vectors, rows, OUTERMOST)
  const places = [...new Set([...outer, ...always])]
  const outermost = places.map((place) => rows[place] ?? 0)
  const correlations = captionCorrelations(embeddings, loss, vectors, outermost, frame)
  const scores = new Float64Array(rows.length)
  for (const [k, place] of places.entries()) scores[place] = -(correlations[k] ?? 0)
  return scores
}
