import type { RankExcess } from './mann-whitney.ts'
import { normalTail } from './normal-distribution.ts'

export interface WeightedExcess extends RankExcess {
  weight: number
}

/** Chance that a weighted sum of independent rank statistics is as large; 1 if there is nothing that could vary. */
export function rankSumTail(tests: readonly WeightedExcess[]): number {
  let sum = 0
  let variance = 0
  for (const test of tests) {
    sum += test.weight * test.excess
    variance += test.weight * test.weight * test.variance
  }
  return variance === 0 ? 1 : normalTail(sum / Math.sqrt(variance))
}
