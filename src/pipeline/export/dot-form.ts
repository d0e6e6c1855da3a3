import type { Scorer } from '../run-folder/scorer.ts'

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
  directions: (LinearForm & { id: string; class: string; b: number; modes: LinearForm[] })[]
}

/** u · w of raw embeddings: a · x - c0. */
export interface LinearForm {
  /** float64[d]. */
  a: Float64Array
  c0: number
}

/** See {@link DotForm}. */
export function dotForm({ standardizer: { mean, deviation }, directions }: Scorer): DotForm {
  const inverse = deviation.map((value) => (value === 0 ? 0 : 1 / value))
  const g = inverse.map((factor) => factor * factor)
  const k = g.map((factor, j) => 2 * factor * (mean[j] ?? 0))
  const sum = (values: Float64Array) => values.reduce((total, value) => total + value, 0)
  const linear = (weights: Float64Array): LinearForm => {
    const a = weights.map((weight, j) => weight * (inverse[j] ?? 0))
    return { a, c0: sum(a.map((value, j) => value * (mean[j] ?? 0))) }
  }
  return {
    g,
    k,
    q0: sum(g.map((factor, j) => factor * (mean[j] ?? 0) ** 2)),
    directions: directions.map(({ id, class: name, weights, bias, modes }) => ({
      id,
      class: name,
      ...linear(weights),
      b: bias,
      modes: modes.map(linear),
    })),
  }
}
