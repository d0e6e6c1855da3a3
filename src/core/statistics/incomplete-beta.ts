/**
 * Regularized incomplete beta function I_x(a, b), by its continued fraction with the front factor in logarithms, so that
 * it neither overflows nor slows down for large a and b. Relative error below 1e-10.
 *
 * @param x - 0..1.
 * @param y - 1 - x, given so that no digit is lost near 1.
 * @see Abramowitz & Stegun 1964, formula 26.5.8.
 */
export function incompleteBeta(x: number, y: number, a: number, b: number): number {
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
export function logGamma(x: number): number {
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
