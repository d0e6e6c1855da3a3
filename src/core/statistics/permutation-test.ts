import type { Random } from '../vectors/random.ts'

export interface PermutationOptions {
  /** Most permutations drawn. @default 1000 */
  permutations?: number
  /** Stops after so many draws at least as large as the observed value: p is large then, and precise enough. @default 10 */
  exceedances?: number
}

export interface PermutationResult {
  /** Valid at any stop: under the null hypothesis P(p ≤ α) ≤ α. */
  p: number
  /** Permutations drawn. */
  drawn: number
}

/**
 * Monte Carlo p-value of a statistic that is large when something is found, stopping early when nothing is.
 *
 *     p = h / L if h draws reached the observed value after L draws,   else (draws reaching it + 1) / (permutations + 1)
 *
 * @param observed - Statistic of the data as they are.
 * @param draw - Statistic of the data with labels permuted by the given source; NaN counts as reaching.
 * @see Besag & Clifford 1991, "Sequential Monte Carlo p-values".
 * @example
 * permutationTest(5, () => 0, randomSource(0), { permutations: 99 }) // => { p: 0.01, drawn: 99 }
 */
export function permutationTest(
  observed: number,
  draw: (random: Random) => number,
  random: Random,
  { permutations = 1000, exceedances = 10 }: PermutationOptions = {},
): PermutationResult {
  let reached = 0
  for (let drawn = 1; drawn <= permutations; drawn++) {
    if (!(draw(random) < observed)) reached += 1
    if (reached === exceedances) return { p: reached / drawn, drawn }
  }
  return { p: (reached + 1) / (permutations + 1), drawn: permutations }
}
