import { incompleteBeta } from './incomplete-beta.ts'

/**
 * Chance of at least x successes in n trials.
 *
 *     P(X ≥ x) = I_p(x, n - x + 1)
 *
 * With p = ½ and the discordant pairs as trials it is the exact one-sided McNemar (sign) test. In logarithms inside, so
 * that millions of trials do not overflow; relative error below 1e-10.
 *
 * @param x - An integer; at most 0 gives 1, above n gives 0.
 * @param n - Trials, an integer.
 * @param p - Chance of a success. @default 0.5
 * @throws RangeError if n is negative or p is not in 0..1.
 * @see Abramowitz & Stegun 1964, formula 26.5.24.
 * @example
 * binomialTail(8, 10) // => 0.0546875
 */
export function binomialTail(x: number, n: number, p = 0.5): number {
  if (!(n >= 0 && p >= 0 && p <= 1)) {
    throw new RangeError(`Cannot take a binomial tail of ${n} trials with chance ${p}`)
  }
  if (x <= 0) return 1
  if (x > n) return 0
  return incompleteBeta(p, 1 - p, x, n - x + 1)
}
