/**
 * Benjamini-Hochberg adjusted p-values ("q-values"): calling everything with q at most α keeps the expected share of
 * false calls among the calls at most α, for independent or positively dependent tests.
 *
 *     q_(i) = min over j ≥ i of  m p_(j) / j,   p_(1) ≤ … ≤ p_(m)
 *
 * @param p - p-values, in any order; NaN stands for "not tested", stays NaN and does not count.
 * @returns Float64Array in the same order.
 * @see Benjamini & Hochberg 1995, "Controlling the false discovery rate".
 * @example
 * benjaminiHochberg([0.01, 0.04, 0.03, NaN]) // => Float64Array [0.03, 0.04, 0.04, NaN]
 */
export function benjaminiHochberg(p: ArrayLike<number>): Float64Array {
  const q = new Float64Array(p.length).fill(Number.NaN)
  const order = Array.from(q.keys())
    .filter((i) => !Number.isNaN(p[i]))
    .sort((i, j) => p[i] - p[j])
  let least = 1
  for (let place = order.length; place > 0; place--) {
    const i = order[place - 1]
    least = Math.min(least, p[i] * (order.length / place))
    q[i] = least
  }
  return q
}
