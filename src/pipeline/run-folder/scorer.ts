import { type Hyperplane, hyperplaneOf } from '../../core/direction/hyperplane.ts'
import type { Standardizer } from '../../core/vectors/standardize.ts'
import { ConfigError } from '../../run/errors.ts'
import type { Run } from './open-run.ts'

/** One direction that scores embeddings; negative = hard, flagged at 0 or below. */
export interface ScorerDirection extends Hyperplane {
  /** `class#rank`. */
  id: string
  class: string
}

/** All that scoring needs of a run, and nothing else of it. */
export interface Scorer {
  standardizer: Standardizer
  directions: readonly ScorerDirection[]
  /** What the embeddings came from, as `run.json` says it. */
  encoder: string
}

/**
 * The scorer of a run: every direction of a class whose state is ok.
 *
 * @throws ConfigError if the run found none.
 */
export function scorerOf(
  run: Pick<Run, 'manifest' | 'directions' | 'normals' | 'standardizer'>,
): Scorer {
  const directions = run.directions.classes
    .filter(({ state }) => state === 'ok')
    .flatMap((found) =>
      found.directions.map((direction) => ({
        id: `${found.class}#${direction.rank}`,
        class: found.class,
        ...hyperplaneOf(run.normals, direction),
      })),
    )
  if (directions.length === 0) {
    throw new ConfigError('Cannot score: no class of the run has a direction')
  }
  const { encoder, embeddings } = run.manifest.config
  return {
    standardizer: run.standardizer,
    directions,
    encoder: JSON.stringify(embeddings ?? encoder ?? null),
  }
}
