import { type Hyperplane, hyperplaneOf } from '../../core/direction/hyperplane.ts'
import type { Standardizer } from '../../core/vectors/standardize.ts'
import { ConfigError } from '../../run/errors.ts'
import { type Run, readCentres } from './open-run.ts'

/** One direction that scores embeddings; negative = hard, flagged at 0 or below. */
export interface ScorerDirection extends Hyperplane {
  /** `class#rank`. */
  id: string
  class: string
  /** Centres of its modes, unit vectors, float64[d]; none where there is one mode. See `modeOf`. */
  modes: readonly Float64Array[]
}

/** All that scoring needs of a run, and nothing else of it. */
export interface Scorer {
  standardizer: Standardizer
  directions: readonly ScorerDirection[]
  /** What the embeddings came from, as `run.json` says it. */
  encoder: string
}

/** The scorer of a run: every direction of a class whose state is ok. @throws ConfigError if the run found none. */
export async function scorerOf(
  run: Pick<Run, 'folder' | 'manifest' | 'directions' | 'normals' | 'standardizer'>,
): Promise<Scorer> {
  const isSplit = run.directions.classes.some(({ modes }) => modes.length > 1)
  const centres = isSplit ? await readCentres(run) : undefined
  const directions = run.directions.classes
    .filter(({ state }) => state === 'ok')
    .flatMap((found) =>
      found.directions.map((direction) => ({
        id: `${found.class}#${direction.rank}`,
        class: found.class,
        // The modes are those of the class's first direction.
        modes:
          centres && direction.rank === 1 && found.modes.length > 1
            ? found.modes.map(({ row }) => centres(row))
            : [],
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
