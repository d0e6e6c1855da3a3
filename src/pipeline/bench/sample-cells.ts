import { type Random, shuffled } from '../../core/vectors/random.ts'

/**
 * Sizes of the cells (target, other) of two binary attributes of equal means with a phi correlation, as in Domino's benchmark.
 *
 *     n11 = n μ² + ρ μ (1 - μ) (n - 1),   n00 = n - (2 n μ - n11),   n10 = n01 = n μ - n11
 *
 * @see Eyuboglu et al. 2022, "Domino", section 4 (spurious correlations).
 */
export function correlatedCells(n: number, mean: number, correlation: number) {
  const n11 = n * mean ** 2 + correlation * mean * (1 - mean) * (n - 1)
  const n10 = n * mean - n11
  const [n00, n01] = [n - (2 * n * mean - n11), n10].map(Math.round) as [number, number]
  return { n00, n01, n10: n01, n11: Math.round(n11) }
}

/** Draws without replacement from each cell. @returns The rows in random order; undefined if a cell has too few. */
export function drawCells(
  cells: readonly { rows: Int32Array; count: number }[],
  random: Random,
): Int32Array | undefined {
  if (cells.some(({ rows, count }) => count < 0 || count > rows.length)) return undefined
  const drawn = cells.flatMap(({ rows, count }) => [...shuffled(rows, random).subarray(0, count)])
  return shuffled(Int32Array.from(drawn), random)
}
