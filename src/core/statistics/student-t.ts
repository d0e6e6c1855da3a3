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

/** I_x(a, b), with y = 1 - x given so that no digit is lost near 1. */
function incompleteBeta(x: number, y: number, a: number, b: number): number {
  if (x <= 0) return 0
  if (y <= 0) return 1
  if (x > (a + 1) / (a + b + 2)) return 1 - incompleteBeta(y, x, b, a)
  const logFront = a * Math.log(x) + b * Math.log(y) + logGamma(a + b) - logGamma(a) - logGamma(b)
  return (Math.exp(logFront) * betaFraction(x, a, b)) / a
}

/** Lentz's evaluation of the continued fraction of I_x(a, b). */
function betaFraction(x: number, a: number, b: number): number {
  const safe = (value: number) => (Math.abs(value) < 1e-300 ? 1e-300 : value)
  let c = 1
  let d = 1 / safe(1 - ((a + b) * x) / (a + 1))
  let result = d
  for (let m = 1; m < 10_000; m += 1) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m))
    d = 1 / safe(1 + even * d)
    c = safe(1 + even / c)
    result *= c * d
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1))
    d = 1 / safe(1 + odd * d)
    c = safe(1 + odd / c)
    result *= c * d
    if (Math.abs(c * d - 1) < 1e-15) break
  }
  return result
}

/** ln Γ(x) for x > 0: Stirling's series after shifting x above 10. */
function logGamma(x: number): number {
  let shift = 0
  let z = x
  while (z < 10) {
    shift += Math.log(z)
    z += 1
  }
  const r = 1 / (z * z)
  const series = (1 / 12 - r * (1 / 360 - r * (1 / 1260 - r * (1 / 1680 - r / 1188)))) / z
  return (z - 0.5) * Math.log(z) - z + 0.5 * Math.log(2 * Math.PI) + series - shift
}
