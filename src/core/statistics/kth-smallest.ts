/**
 * The k-th smallest of some numbers, without sorting them. O(n) on average.
 *
 * @param values - None is NaN.
 * @param k - From 1 to their count.
 * @see Hoare 1961, "Algorithm 65: find", Communications of the ACM 4(7).
 * @example
 * kthSmallest(Float64Array.of(4, 1, 3, 1), 3) // => 3
 */
export function kthSmallest(values: Float64Array, k: number): number {
  const own = values.slice()
  let [left, right] = [0, own.length - 1]
  while (left < right) {
    const pivot = own[(left + right) >> 1]
    let [i, j] = [left, right]
    while (i <= j) {
      while (own[i] < pivot) i++
      while (own[j] > pivot) j--
      if (i > j) break
      const before = own[i]
      own[i++] = own[j]
      own[j--] = before
    }
    if (k - 1 <= j) right = j
    else if (k - 1 >= i) left = i
    else break
  }
  return own[k - 1]
}
