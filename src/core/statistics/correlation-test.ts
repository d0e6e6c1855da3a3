import { type Random, shuffle } from '../vectors/random.ts'
import { centredValues, dot, norm, unitOrZero } from '../vectors/vector.ts'

/** Shuffles that reach a correlation, from which on it is settled that they do often. */
const ENOUGH = 20

/** A correlation, and how often chance alone brings one as large. */
export interface CorrelationResult {
  /** Pearson's, -1 to 1; 0 where the column or the values have no variance. */
  correlation: number
  /** One-sided: of a correlation at least as large. */
  p: number
}

/**
 * Whether each of several columns goes up with the same values: one-sided permutation tests under shared shuffles.
 *
 * Exact at any size and for any distribution of the values, so that a loss that is 0 for nearly all images does no harm.
 *
 *     p = (1 + shuffles whose correlation reaches the observed one) / (shuffles + 1)
 *
 * A column that 20 shuffles have reached after L of them is settled, with p = 20 / L: its p is large.
 *
 * @param columns - Each float[n].
 * @param values - float[n].
 * @param random - For the shuffles.
 * @param shuffles - @default 1999
 * @returns One result a column, p at least 1 / (shuffles + 1). O(shuffles × columns × n).
 * @see Pitman 1937, "Significance tests which may be applied to samples from any populations, II"; Besag & Clifford 1991,
 *   "Sequential Monte Carlo p-values".
 * @example
 * correlationTests([[1, 2, 3]], [2, 4, 6], randomSource(0))[0].correlation // => 1
 */
export function correlationTests(
  columns: readonly ArrayLike<number>[],
  values: ArrayLike<number>,
  random: Random,
  shuffles = 1999,
): CorrelationResult[] {
  const centred = centredValues(values)
  const size = norm(centred)
  const units = columns.map((column) => unitOrZero(centredValues(column)))
  const observed = units.map((unit) => (size > 0 ? dot(unit, centred) / size : 0))
  const reached = columns.map(() => 0)
  const settled = new Map<number, number>()
  const order = centred.slice()
  for (let draw = 1; draw <= shuffles && settled.size < units.length; draw++) {
    shuffle(order, random)
    for (let k = 0; k < units.length; k++) {
      if (settled.has(k)) continue
      // Rounding must not make a shuffle that equals the data fall short of it.
      if (size === 0 || dot(units[k], order) / size >= observed[k] - 1e-12) reached[k] += 1
      if (reached[k] === ENOUGH) settled.set(k, ENOUGH / draw)
    }
  }
  return observed.map((correlation, k) => ({
    correlation,
    p: settled.get(k) ?? (1 + reached[k]) / (shuffles + 1),
  }))
}
