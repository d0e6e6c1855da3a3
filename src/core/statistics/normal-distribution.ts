/**
 * Upper tail of the standard normal distribution.
 *
 *     Q(x) = P(Z > x)
 *
 * Relative error below 1e-12 down to 1e-300. Power series around 0, Laplace's continued fraction beyond 3.
 *
 * @see Abramowitz & Stegun 1964, formulas 26.2.11 and 26.2.14.
 * @example
 * normalTail(1.959963984540054) // => 0.025
 */
export function normalTail(x: number): number {
  if (x < 0) return 1 - normalTail(-x)
  const density = Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI)
  if (x > 3) {
    let fraction = x
    for (let k = 150; k > 0; k--) fraction = x + k / fraction
    return density / fraction
  }
  let term = x
  let sum = x
  for (let k = 3; term > sum * 1e-17; k += 2) {
    term *= (x * x) / k
    sum += term
  }
  return 0.5 - density * sum
}

/**
 * Standard normal distribution function.
 *
 *     Φ(x) = P(Z ≤ x)
 *
 * @example
 * normalCdf(0) // => 0.5
 */
export function normalCdf(x: number): number {
  return normalTail(-x)
}

/**
 * Quantile of the standard normal distribution: the x with Φ(x) = p.
 *
 * @param p - 0 to 1; 0 gives -Infinity, 1 gives Infinity.
 * @throws RangeError if p is not in 0..1.
 * @see Abramowitz & Stegun 1964, formula 26.2.23 for the start, refined by Halley's method.
 * @example
 * normalQuantile(0.975) // => 1.959963984540054
 */
export function normalQuantile(p: number): number {
  if (!(p >= 0 && p <= 1)) {
    throw new RangeError(`Cannot take a normal quantile: probability ${p}, expected 0 to 1`)
  }
  if (p > 0.5) return -normalQuantile(1 - p)
  if (p === 0) return Number.NEGATIVE_INFINITY
  const t = Math.sqrt(-2 * Math.log(p))
  let x =
    t -
    (2.515517 + 0.802853 * t + 0.010328 * t * t) /
      (1 + 1.432788 * t + 0.189269 * t * t + 0.001308 * t ** 3)
  for (let step = 0; step < 3; step++) {
    const density = Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI)
    const move = (normalTail(x) - p) / density
    x += move / (1 - (move * x) / 2)
  }
  return -x
}
