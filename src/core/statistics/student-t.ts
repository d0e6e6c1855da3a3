import { incompleteBeta } from './incomplete-beta.ts'

/**
 * Probability that Student's t with `df` degrees of freedom is at least `t` away from 0, on either side.
 *
 *     P(|T| >= |t|) = I_x(df / 2, 1/2),   x = df / (df + t²)
 *
 * I is the regularized incomplete beta function, by its continued fraction; relative error below 1e-10.
 *
 * @param t - Any number; infinite gives 0.
 * @param df - Degrees of freedom, above 0, not necessarily an integer.
 * @returns 0..1.
 * @see Abramowitz & Stegun 1964, formulas 26.7.1 and 26.5.8.
 * @example
 * studentTwoSided(2.776445, 4) // => 0.05
 */
export function studentTwoSided(t: number, df: number): number {
  if (!Number.isFinite(t)) return Number.isNaN(t) ? Number.NaN : 0
  return incompleteBeta(df / (df + t * t), (t * t) / (df + t * t), df / 2, 0.5)
}

/**
 * The t that Student's distribution stays within, on both sides, with probability `level`.
 *
 * @param level - In 0..1, for example .95.
 * @param df - Degrees of freedom, above 0.
 * @returns At least 0.
 * @example
 * studentQuantile(0.95, 4) // => 2.77645
 */
export function studentQuantile(level: number, df: number): number {
  let [low, high] = [0, 1]
  while (studentTwoSided(high, df) > 1 - level && high < 1e12) high *= 2
  for (let step = 0; step < 200 && high - low > 1e-14 * high; step += 1) {
    const middle = (low + high) / 2
    if (studentTwoSided(middle, df) > 1 - level) low = middle
    else high = middle
  }
  return (low + high) / 2
}
