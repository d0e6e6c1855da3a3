import { benjaminiHochberg } from '../statistics/benjamini-hochberg.ts'
import { exactPInterval } from '../statistics/permutation-test.ts'
import type { ClassFit, FitOptions } from './fit-class.ts'

/** Classes to fit, and with how many permutations each. */
export interface PermutationRound {
  /** Numbers of the classes. */
  classes: number[]
  permutations: number
}

const FIRST = 199
/** From one round to the next. */
const MORE = 8
/** Enough for one class in a thousand to stand at a false-discovery rate of .05. */
const MOST = 100_000

/**
 * All classes, few permutations: most are decided by these.
 *
 * @example
 * firstRound(2) // => { classes: [0, 1], permutations: 199 }
 */
export function firstRound(classes: number): PermutationRound {
  return { classes: Array.from({ length: classes }, (_, k) => k), permutations: FIRST }
}

/**
 * The classes whose verdict more permutations could still change, and more permutations: those that are found with the
 * lowest p that every class may have, and not with the highest.
 *
 * Drawing again for these alone makes a class's state the same for every seed, and lets one class in a thousand reach the
 * small p that it needs.
 *
 * @param fits - Of all classes, so far.
 * @param last - The round before.
 * @returns No classes if all are decided, or if `options.permutations` (default 100,000) have been drawn.
 * @see Gandy 2009, "Sequential implementation of Monte Carlo tests with uniformly bounded resampling risk".
 * @example
 * nextRound([], firstRound(0), {}) // => { classes: [], permutations: 1592 }
 */
export function nextRound(
  fits: readonly ClassFit[],
  last: PermutationRound,
  { alpha = 0.05, permutations: most = MOST }: Pick<FitOptions, 'alpha' | 'permutations'>,
): PermutationRound {
  const permutations = Math.min(most, MORE * last.permutations)
  if (last.permutations >= most) return { classes: [], permutations }
  const intervals = fits.map(({ direction }) =>
    direction?.drawn === undefined
      ? [Number.NaN, Number.NaN]
      : exactPInterval({ reached: direction.reached ?? 0, drawn: direction.drawn }),
  )
  const [best, worst] = [0, 1].map((end) =>
    benjaminiHochberg(intervals.map((interval) => interval[end])),
  )
  const classes = [...fits.keys()].filter((k) => best[k] <= alpha && worst[k] > alpha)
  return { classes, permutations }
}
