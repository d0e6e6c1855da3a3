import { benjaminiHochberg } from '../statistics/benjamini-hochberg.ts'
import type { ClassFit, FittedDirection, FitWarning } from './fit-class.ts'

/** Whether a class has a failure direction, and if not, why. */
export type ClassState = 'ok' | 'not-significant' | 'not-enough-errors'

/** A direction with what only all classes together tell. */
export interface JudgedDirection extends FittedDirection {
  /** Both profiles fit one direction a class. */
  rank: 1
  /** Benjamini-Hochberg over classes. */
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
  /** At most one; also given where the state is "not-significant", to be looked at but not to flag by. */
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
 * const fit = { class: 'cat', examples: 9, errors: 1, shortage, warnings: [] }
 * combineClasses([fit]).classes[0].state // => 'not-enough-errors'
 */
export function combineClasses(fits: readonly ClassFit[], alpha = 0.05): DirectionsResult {
  const q = benjaminiHochberg(fits.map((fit) => fit.direction?.p ?? Number.NaN))
  return {
    classes: fits.map((fit, k) => judge(fit, Number.isNaN(q[k]) ? undefined : q[k], alpha)),
    warnings: fits.flatMap((fit) => fit.warnings),
  }
}

function judge(fit: ClassFit, q: number | undefined, alpha: number): ClassResult {
  const { class: name, examples, errors, direction, shortage: reason = 'Not enough errors' } = fit
  const found = { class: name, examples, errors }
  if (!direction) return { ...found, state: 'not-enough-errors', reason, directions: [] }
  const directions = [{ ...direction, rank: 1 as const, q }]
  if (q === undefined) {
    const reason = `Errors were told apart with a balanced accuracy of ${direction.balancedAccuracy.toFixed(2)} out of fold`
    return { ...found, state: 'ok', reason, directions }
  }
  const isFound = q <= alpha
  const [low, high] = direction.aurocInterval ?? [0, 1]
  const strength = `AUROC ${direction.auroc?.toFixed(2)} (${low.toFixed(2)} to ${high.toFixed(2)}) left out, q ${q.toPrecision(2)}`
  // p is about how wrong the model was, the AUROC about errors alone: they may differ, and then the reader is told why.
  const differs = isFound !== low > 0.5 && direction.scale?.target.isSoft
  const note = differs
    ? isFound
      ? '; what can be told apart is how unsure the model is more than its errors'
      : '; the errors alone look separable, but how wrong the model was does not follow'
    : ''
  return {
    ...found,
    state: isFound ? 'ok' : 'not-significant',
    reason: isFound
      ? `Errors can be told apart: ${strength}${note}`
      : `Errors cannot be told apart beyond chance: ${strength}, above ${alpha}${note}`,
    directions,
  }
}
