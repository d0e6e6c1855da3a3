import type { Interval } from '../statistics/wilson.ts'
import type { Matrix } from '../vectors/matrix.ts'
import { randomSource } from '../vectors/random.ts'
import { unitRowSource } from '../vectors/row-source.ts'
import { type Standardizer, standardizedRows } from '../vectors/standardize.ts'
import { norm } from '../vectors/vector.ts'
import type { CombinedScale } from './combined-values.ts'
import { fitFaithful } from './fit-faithful.ts'
import { fitRobust, type RobustFit, type RowFacts } from './fit-robust.ts'
import { foldDifference } from './fold-difference.ts'
import { stratifiedFolds } from './stratified-folds.ts'

/** The examples of one class that a direction is fitted on: plain data, ready to be posted to a worker. */
export interface ClassExamples extends RowFacts {
  /** Name of the class. */
  class: string
  /** Embeddings in dataset order, float32[n, d]. */
  x: Matrix
}

/** How to fit, as in the config's `method`; plain data too. What is left out has the profile's default. */
export interface FitOptions {
  /** @default 'robust' */
  profile?: 'robust' | 'faithful' | undefined
  /** @default 2 (faithful), 5 (robust) */
  minErrors?: number | undefined
  /** Values of C to try, ascending (faithful). */
  grid?: readonly number[] | undefined
  /** Faithful only. @default 2 */
  folds?: number | undefined
  /** Faithful only. @default 1e-3 */
  tolerance?: number | undefined
  /** Bytes that a class's Gram matrix may take (faithful). @default 2 ** 30 */
  budget?: number | undefined
  /** Draws the permutations (robust); changes no state. @default 0 */
  seed?: number | undefined
  /** Level of significance (robust). @default 0.05 */
  alpha?: number | undefined
  /** Most permutations in this fit (robust). @default 199 */
  permutations?: number | undefined
  /** Share of a class's rows to flag (robust). @default its error rate */
  flagShare?: number | undefined
}

/** The direction of one class. undefined = not measured by the profile. */
export interface FittedDirection {
  /** Price of a margin violation (faithful). */
  C: number | undefined
  /** λ of the ridge (robust). */
  penalty: number | undefined
  /** Decision value = weights · z + bias; positive = easy. float64[d]. */
  weights: Float64Array
  bias: number
  /** ‖weights‖ */
  norm: number
  /** Out of fold (faithful), left out (robust). */
  balancedAccuracy: number
  auroc: number | undefined
  aurocInterval: Interval | undefined
  p: number | undefined
  /** Permutations whose statistic was at least the observed one. */
  reached: number | undefined
  /** Permutations drawn. */
  drawn: number | undefined
  /** Of the combined value. */
  scale: CombinedScale | undefined
}

/** What one class gave, before it is compared with the others. */
export interface ClassFit {
  class: string
  examples: number
  errors: number
  /** undefined if there were not enough errors. */
  direction: FittedDirection | undefined
  /** Decision value of each row by the fit without it and its copies, float64[n] (robust). */
  leftOut: Float64Array | undefined
  /** Why there is no direction, one plain sentence. */
  shortage: string | undefined
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
    const shortage = robustShortage(fit, x.rows, options.minErrors ?? 5)
    return { ...found, direction: undefined, leftOut: undefined, shortage }
  }
  const { values, target, ...direction } = fit.direction
  return {
    ...found,
    direction: {
      ...direction,
      C: undefined,
      norm: norm(direction.weights),
      scale: { values, target },
    },
    leftOut: fit.leftOut,
    shortage: undefined,
  }
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
  const { minErrors = 2, folds = 2, grid, tolerance, budget } = options
  const z = standardizedRows(x, standardizer)
  const fit = fitFaithful(z, correct, {
    folds,
    ...(grid && { grid }),
    ...(tolerance && { tolerance }),
    ...(budget && { budget }),
  })
  const found = { class: name, examples: z.rows, errors: fit.errors, leftOut: undefined }
  if (fit.state === 'not-enough-errors' || fit.errors < minErrors) {
    const least = Math.max(folds, minErrors)
    const shortage = `${fit.errors} of ${z.rows} examples wrong, ${z.rows - fit.errors} correct: at least ${least} wrong and ${folds} correct are needed`
    return { ...found, direction: undefined, shortage, warnings: [] }
  }
  const { C, weights, bias, balancedAccuracy } = fit
  return {
    ...found,
    direction: {
      C,
      penalty: undefined,
      weights,
      bias,
      norm: norm(weights),
      balancedAccuracy,
      auroc: undefined,
      aurocInterval: undefined,
      p: undefined,
      reached: undefined,
      drawn: undefined,
      scale: undefined,
    },
    shortage: undefined,
    warnings: blockWarnings(name, foldDifference(z, correct, stratifiedFolds(correct, folds))),
  }
}

function blockWarnings(name: string, difference: number): FitWarning[] {
  if (difference <= BLOCKED) return []
  const message = `Rows of class "${name}" come in blocks: the unshuffled folds differ by ${difference.toFixed(0)} standard errors, so the cross-validated accuracy compares one block with another and may hide a failure; shuffle the rows or use the robust profile`
  return [{ code: 'rows-in-blocks', message, where: name }]
}
