import { type Hyperplane, hyperplaneOf } from '../../core/direction/hyperplane.ts'
import type { Standardizer } from '../../core/vectors/standardize.ts'
import { ConfigError } from '../../run/errors.ts'
import type { Run } from '../run-folder/open-run.ts'

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

/**
 * The decision value of raw embeddings by inner products alone, so that an engine without vectors can take it.
 *
 *     f(x) = (a · x - c0) / √(g · x² - k · x + q0) + b
 *     a = w / σ,  c0 = Σ w μ / σ,  g = 1 / σ²,  k = 2 μ / σ²,  q0 = Σ μ² / σ²
 *
 * A feature with deviation 0 counts for nothing. In float64 throughout: the two sums nearly cancel.
 */
export interface DotForm {
  /** float64[d]. */
  g: Float64Array
  /** float64[d]. */
  k: Float64Array
  q0: number
  directions: { id: string; class: string; a: Float64Array; c0: number; b: number }[]
}

/** See {@link DotForm}. */
export function dotForm({ standardizer: { mean, deviation }, directions }: Scorer): DotForm {
  const inverse = deviation.map((value) => (value === 0 ? 0 : 1 / value))
  const g = inverse.map((factor) => factor * factor)
  const k = g.map((factor, j) => 2 * factor * (mean[j] ?? 0))
  const sum = (values: Float64Array) => values.reduce((total, value) => total + value, 0)
  return {
    g,
    k,
    q0: sum(g.map((factor, j) => factor * (mean[j] ?? 0) ** 2)),
    directions: directions.map(({ id, class: name, weights, bias }) => {
      const a = weights.map((weight, j) => weight * (inverse[j] ?? 0))
      return { id, class: name, a, c0: sum(a.map((value, j) => value * (mean[j] ?? 0))), b: bias }
    }),
  }
}
