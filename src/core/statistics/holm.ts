/**
 * Holm adjusted p-values: calling everything with an adjusted p of at most α makes any false call at all with chance at
 * most α, however the tests depend on each other.
 *
 *     p'_(i) = max over j ≤ i of  min(1, (m - j + 1) p_(j)),   p_(1) ≤ … ≤ p_(m)
 *
 * @param p - p-values, in any order.
 * @returns Float64Array in the same order.
 * @see Holm 1979, "A simple sequentially rejective multiple test procedure".
 * @example
 * holm([0.01, 0.04, 0.03]) // => Float64Array [0.03, 0.06, 0.06]
 */
export function holm(p: ArrayLike<number>): Float64Array {
  const adjusted = new Float64Array(p.length)
  const order = Array.from(adjusted.keys()).sort((i, j) => p[i] - p[j])
  let largest = 0
  order.forEach((i, place) => {
    largest = Math.max(largest, Math.min(1, (p.length - place) * p[i]))
    adjusted[i] = largest
  })
  return adjusted
}
