import { benjaminiHochberg } from '../statistics/benjamini-hochberg.ts'
import type { ClassFit, FittedDirection, FitWarning } from './fit-class.ts'

/** Whether a class has a failure direction, and if not, why. */
export type ClassState = 'ok' | 'not-significant' | 'not-enough-errors'

/** A direction with what only all classes together tell. */
export interface JudgedDirection extends FittedDirection {
  /** Benjamini-Hochberg over the first directions of all classes; of a further direction its own p or that q if larger. */
  q: number | undefined
}

/** What was found for one class. */
export interface ClassResult {
  class: string
  state: ClassState
  /** One plain sentence. */
  reason: string
  examples: number
  errors: number
  /** Also given where the state is "not-significant", to be looked at but not to flag by. */
  directions: JudgedDirection[]
}

export interface DirectionsResult {
  /** In the order given. */
  classes: ClassResult[]
  warnings: FitWarning[]
}

/**
 * Judges all classes together: with many classes some look bad by chance, so a class counts as failing only if it
 * stands at a false-discovery rate of alpha over all classes that had enough errors. In the faithful profile, which
 * has no p, every fitted class counts, as in the paper.
 *
 * @param fits - One a class.
 * @param alpha - Expected share of false discoveries among the classes called "ok". @default 0.05
 * @see Benjamini & Hochberg 1995.
 * @example
 * const shortage = '1 of 9 examples wrong: at least 5 are needed to say anything'
 * const fit = { class: 'cat', examples: 9, errors: 1, directions: [], shortage, warnings: [] }
 * combineClasses([fit]).classes[0].state // => 'not-enough-errors'
 */
export function combineClasses(fits: readonly ClassFit[], alpha = 0.05): DirectionsResult {
  const q = benjaminiHochberg(fits.map((fit) => fit.directions[0]?.p ?? Number.NaN))
  return {
    classes: fits.map((fit, k) => judge(fit, Number.isNaN(q[k]) ? undefined : q[k], alpha)),
    warnings: fits.flatMap((fit) => fit.warnings),
  }
}

function judge(fit: ClassFit, q: number | undefined, alpha: number): ClassResult {
  const { directions, shortage, warnings: _, ...rest } = fit
  const first = directions[0]
  if (!first) {
    return {
      ...rest,
      state: 'not-enough-errors',
      reason: shortage ?? 'Not enough errors',
      directions: [],
    }
  }
  if (q === undefined) {
    const reason = `Errors were told apart with a balanced accuracy of ${first.balancedAccuracy.toFixed(2)} out of fold`
    return { ...rest, state: 'ok', reason, directions: directions.map((one) => ({ ...one, q })) }
  }
  const isFound = q <= alpha
  const [low, high] = first.aurocInterval ?? [0, 1]
  const strength = `AUROC ${first.auroc?.toFixed(2)} (${low.toFixed(2)} to ${high.toFixed(2)}) out of fold, q ${q.toPrecision(2)}`
  return {
    ...rest,
    state: isFound ? 'ok' : 'not-significant',
    reason: isFound
      ? `Errors can be told apart: ${strength}`
      : `Errors cannot be told apart beyond chance: ${strength}, above ${alpha}`,
    // Without a first direction that stands, a further one means nothing.
    directions: directions
      .filter(({ rank }) => isFound || rank === 1)
      .map((one) => ({ ...one, q: one.rank === 1 ? q : Math.max(q, one.p ?? 1) })),
  }
}
