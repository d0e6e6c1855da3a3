import type { Matrix } from '../vectors/matrix.ts'
import { randomSource } from '../vectors/random.ts'
import { standardizedRows, unitRowSource } from '../vectors/row-source.ts'
import type { Standardizer } from '../vectors/standardize.ts'
import { norm } from '../vectors/vector.ts'
import { type FaithfulOptions, fitFaithful } from './fit-faithful.ts'
import {
  fitRobust,
  type RobustDirection,
  type RobustFit,
  type RobustOptions,
  type RowFacts,
} from './fit-robust.ts'
import { foldDifference } from './fold-difference.ts'
import type { Hyperplane } from './hyperplane.ts'
import { stratifiedFolds } from './stratified-folds.ts'

/** The examples of one class that a direction is fitted on: plain data, ready to be posted to a worker. */
export interface ClassExamples extends RowFacts {
  /** Name of the class. */
  class: string
  /** Embeddings in dataset order, float32[n, d]. */
  x: Matrix
}

/** How to fit, as in the config's `method`; plain data too. What is left out has the profile's default. */
export interface FitOptions extends RobustOptions, Omit<FaithfulOptions, 'kernels'> {
  /** @default 'robust' */
  profile?: 'robust' | 'faithful' | undefined
  /** Draws the permutations (robust); changes no state. @default 0 */
  seed?: number | undefined
  /** @default 2 (faithful), 5 (robust) */
  minErrors?: number | undefined
}

/** The direction of one class; of the evidence, what its profile measures. */
export interface FittedDirection
  extends Hyperplane,
    Partial<Omit<RobustDirection, keyof Hyperplane>> {
  /** Price of a margin violation (faithful). */
  C?: number
  /** ‖weights‖ */
  norm: number
  /** Left out (robust), out of fold (faithful). */
  balancedAccuracy: number
}

/** What one class gave, before it is compared with the others. */
export interface ClassFit {
  class: string
  examples: number
  errors: number
  /** undefined if there were not enough errors. */
  direction?: FittedDirection
  /** Decision value of each row by the fit without it and its copies, float64[n] (robust). */
  leftOut?: Float64Array
  /** Why there is no direction, one plain sentence. */
  shortage?: string
  warnings: FitWarning[]
}

export interface FitWarning {
  code: string
  message: string
  /** The class. */
  where: string
}

/** Two unshuffled folds that differ by so many standard errors are not in random order. */
const BLOCKED = 5

/**
 * Failure direction of one class by either profile. Draws its permutations from the seed and the name of the class, so
 * that neither the other classes nor the number of workers changes the result.
 *
 * @param standardizer - Of the reference rows: `fitStandardizer` (faithful), softened by `softenStandardizer` (robust).
 * @param examples - Of one true class.
 * @throws RangeError if lengths differ.
 * @see `fitFaithful` and `fitRobust`.
 * @example
 * const x = { data: Float32Array.of(-1, -1, 1, 1), rows: 4, cols: 1 }
 * const examples = { class: 'cat', x, correct: Uint8Array.of(0, 0, 1, 1) }
 * const fit = fitClass(fitStandardizer(x), examples, { profile: 'faithful' })
 * fit.direction?.balancedAccuracy // => 1
 */
export function fitClass(
  standardizer: Standardizer,
  examples: ClassExamples,
  options: FitOptions = {},
): ClassFit {
  return options.profile === 'faithful'
    ? faithfulClass(standardizer, examples, options)
    : robustClass(standardizer, examples, options)
}

function robustClass(
  standardizer: Standardizer,
  { class: name, x, ...facts }: ClassExamples,
  options: FitOptions,
): ClassFit {
  const random = randomSource(options.seed ?? 0, 'permutations', name)
  const fit = fitRobust(unitRowSource(x, standardizer), facts, random, options)
  const found = { class: name, examples: x.rows, errors: fit.errors, warnings: [] }
  if (fit.state === 'not-enough-errors') {
    return { ...found, shortage: robustShortage(fit, x.rows, options.minErrors ?? 5) }
  }
  const { direction, leftOut } = fit
  return { ...found, direction: { ...direction, norm: norm(direction.weights) }, leftOut }
}

function robustShortage(
  fit: RobustFit & { state: 'not-enough-errors' },
  examples: number,
  least: number,
): string {
  const right = examples - fit.errors
  const [what, count, distinct] =
    fit.distinctErrors < least
      ? (['wrong', fit.errors, fit.distinctErrors] as const)
      : (['correct', right, fit.distinctCorrect] as const)
  const found = `${count} of ${examples} examples ${what}`
  const groups = distinct < count ? `, ${distinct} of them distinct or in groups of their own` : ''
  return `${found}${groups}: at least ${least} are needed to say anything`
}

function faithfulClass(
  standardizer: Standardizer,
  { class: name, x, correct }: ClassExamples,
  options: FitOptions,
): ClassFit {
  const { minErrors = 2, folds = 2 } = options
  const z = standardizedRows(x, standardizer)
  const fit = fitFaithful(z, correct, options)
  const found = { class: name, examples: z.rows, errors: fit.errors, warnings: [] }
  if (fit.state === 'not-enough-errors' || fit.errors < minErrors) {
    const least = Math.max(folds, minErrors)
    const shortage = `${fit.errors} of ${z.rows} examples wrong, ${z.rows - fit.errors} correct: at least ${least} wrong and ${folds} correct are needed`
    return { ...found, shortage }
  }
  const { C, weights, bias, balancedAccuracy } = fit
  const warnings = blockWarnings(name, foldDifference(z, correct, stratifiedFolds(correct, folds)))
  const direction = { C, weights, bias, norm: norm(weights), balancedAccuracy }
  return { ...found, direction, warnings }
}

function blockWarnings(name: string, difference: number): FitWarning[] {
  if (difference <= BLOCKED) return []
  const message = `Rows of class "${name}" come in blocks: the unshuffled folds differ by ${difference.toFixed(0)} standard errors, so the cross-validated accuracy compares one block with another and may hide a failure; shuffle the rows or use the robust profile`
  return [{ code: 'rows-in-blocks', message, where: name }]
}
