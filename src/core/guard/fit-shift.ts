import type { Hyperplane } from '../direction/hyperplane.ts'
import { dependentGroups } from '../ridge/dependent-groups.ts'
import { fitGroupedRidge } from '../ridge/grouped-ridge.ts'
import type { PermutationResult } from '../statistics/permutation-test.ts'
import type { Random } from '../vectors/random.ts'
import type { RowSource } from '../vectors/row-source.ts'

export interface ShiftOptions {
  /** Rows of one group share a fate, int[n]. @default near-identical rows only */
  groups?: ArrayLike<number> | undefined
  /** Most permutations. @default 199 */
  permutations?: number
}

/** Along which direction one model lost against another, and whether that is more than chance. */
export interface ShiftFit extends PermutationResult {
  /** Value = weights · u + bias; high = the new model lost most there, low = it gained most. */
  plane: Hyperplane
  /** Value of each row by the fit without it and its copies, float64[n]. */
  leftOut: Float64Array
}

/**
 * The finder of failure modes, pointed at the difference of two models: a soft ridge on how much more wrong the new model
 * is than the old one, with the same evidence (`fitRobust`). Both ends mean something.
 *
 * @param source - Unit rows of one true class, float64[n, d].
 * @param difference - New loss minus old, float64[n].
 * @returns undefined if fewer than two rows are distinct, or nothing differs.
 */
export function fitShift(
  source: RowSource,
  difference: Float64Array,
  random: Random,
  { groups: declared, permutations = 199 }: ShiftOptions = {},
): ShiftFit | undefined {
  if (difference.length !== source.rows) {
    throw new RangeError(
      `Cannot fit a shift: ${difference.length} differences, expected ${source.rows}`,
    )
  }
  const groups = dependentGroups(source, declared)
  if (groups.length < 3 || difference.every((value) => value === difference[0])) return undefined
  const { weights, offset, leftOut, permuted } = fitGroupedRidge(source, groups, difference)
  return {
    plane: { weights, bias: -offset },
    leftOut,
    ...permuted(random, { permutations, hopeless: 0.2 }),
  }
}
