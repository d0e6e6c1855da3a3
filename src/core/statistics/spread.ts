/** Mean and unbiased deviation of some values. */
export interface Spread {
  mean: number
  deviation: number
}

/**
 * @example
 * spreadOf([1, 3, 5]) // => { mean: 3, deviation: 2 }
 */
export function spreadOf(values: ArrayLike<number>): Spread {
  const n = values.length
  let sum = 0
  for (let i = 0; i < n; i++) sum += values[i]
  const mean = sum / n
  let squares = 0
  for (let i = 0; i < n; i++) squares += (values[i] - mean) ** 2
  return { mean, deviation: Math.sqrt(squares / (n - 1)) }
}
