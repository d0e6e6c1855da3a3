import {
  type PermutationOptions,
  type PermutationResult,
  permutationTest,
} from '../statistics/permutation-test.ts'
import { groupBy } from '../vectors/group-by.ts'
import { type Random, shuffled } from '../vectors/random.ts'
import type { RowSource } from '../vectors/row-source.ts'
import { dot } from '../vectors/vector.ts'
import { collapsedRows } from './dependent-groups.ts'
import { leftOutValues, openRidge, type Ridge } from './ridge.ts'

/** A ridge on groups of rows, each of which counts as one: their unit mean, with their mean target. */
export interface GroupedRidge {
  /** λ. */
  penalty: number
  /** Score of a row = weights · row - offset, float64[d]. */
  weights: Float64Array
  offset: number
  /** Score of each row by the fit without its group, float64[n]. */
  leftOut: Float64Array
  /** p of Σ y_i loo_i, y permuted among groups of about the same size: the mean target of a large one varies less. */
  permuted(random: Random, options: PermutationOptions): PermutationResult
}

/**
 * Fits a ridge to a target of rows of which some share a fate, with leave-one-group-out scores and a permutation p.
 *
 * @param source - Unit rows, float64[n, d].
 * @param groups - Rows of each group, at least two groups: see `dependentGroups`.
 * @param target - float64[n].
 * @returns Its `permuted` must be called before the next ridge is opened.
 * @example
 * const source = { rows: 4, cols: 1, write: (row, out) => { out[0] = row < 2 ? -1 : 1 } }
 * const fit = fitGroupedRidge(source, [[0], [1], [2], [3]], Float64Array.of(0, 0, 1, 1))
 * [fit.weights[0] > 0, fit.leftOut[0] < fit.leftOut[3]] // => [true, true]
 */
export function fitGroupedRidge(
  source: RowSource,
  groups: readonly (readonly number[])[],
  target: Float64Array,
): GroupedRidge {
  const means = groups.map((rows) => rows.reduce((sum, row) => sum + target[row], 0) / rows.length)
  const mean = means.reduce((sum, value) => sum + value, 0) / means.length
  const y = Float64Array.from(means, (value) => value - mean)
  const ridge = openRidge(collapsedRows(source, groups))
  const { weights, fitted } = ridge.fit(y)
  const leftOut = new Float64Array(source.rows)
  leftOutValues(y, fitted, ridge.leverage).forEach((value, group) => {
    for (const row of groups[group]) leftOut[row] = value
  })
  return {
    penalty: ridge.penalty,
    weights,
    offset: dot(weights, ridge.mean),
    leftOut,
    permuted: (random, options) => permutedP(ridge, y, groups, random, options),
  }
}

function permutedP(
  ridge: Ridge,
  y: Float64Array,
  groups: readonly (readonly number[])[],
  random: Random,
  options: PermutationOptions,
): PermutationResult {
  const strata = groupBy(groups.keys(), (group) => Math.floor(Math.log2(groups[group].length)))
  const given = [...strata.values()].map((members) => ({
    members,
    values: Float64Array.from(members, (group) => y[group]),
  }))
  const permute = (): Float64Array => {
    if (given.length === 1) return shuffled(y, random)
    const out = new Float64Array(y.length)
    for (const { members, values } of given) {
      const drawn = shuffled(values, random)
      for (let k = 0; k < members.length; k++) out[members[k]] = drawn[k]
    }
    return out
  }
  const [observed] = ridge.statistics([y])
  // A permutation that only swaps equal targets gives the same sum but for rounding.
  const slack = 1e-10 * dot(y, y)
  return permutationTest(
    observed - slack,
    (count) => ridge.statistics(Array.from({ length: count }, permute)),
    options,
  )
}
