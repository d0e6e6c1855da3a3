import type { Random } from '../vectors/random.ts'
import type { Interval } from './wilson.ts'

/**
 * Mean of some values with its percentile bootstrap interval.
 *
 * @param values - float[n]; NaN is left out.
 * @param level - Coverage. @default 0.95
 * @returns NaN throughout without values.
 * @see Efron 1979, "Bootstrap methods: another look at the jackknife".
 * @example
 * bootstrapMean([2, 2, 2], randomSource(0)) // => { mean: 2, interval: [2, 2], n: 3 }
 */
export function bootstrapMean(
  values: ArrayLike<number>,
  random: Random,
  { draws = 2000, level = 0.95 }: { draws?: number; level?: number } = {},
): { mean: number; interval: Interval; n: number } {
  const known = Array.from(values).filter((value) => !Number.isNaN(value))
  const n = known.length
  const mean = known.reduce((sum, value) => sum + value, 0) / n
  if (n === 0) return { mean, interval: [Number.NaN, Number.NaN], n }
  const means = Float64Array.from({ length: draws }, () => {
    let sum = 0
    for (let i = 0; i < n; i++) sum += known[Math.floor(random() * n)]
    return sum / n
  }).sort()
  const at = (share: number) => means[Math.min(draws - 1, Math.floor(share * draws))]
  return { mean, interval: [at((1 - level) / 2), at((1 + level) / 2)], n }
}
