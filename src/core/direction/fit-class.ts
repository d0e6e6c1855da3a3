import type { Interval } from '../statistics/wilson.ts'
import type { Matrix64 } from '../vectors/matrix.ts'
import { randomSource } from '../vectors/random.ts'
import { fitFaithful } from './fit-faithful.ts'
import { fitRobust, type RobustFit } from './fit-robust.ts'
import { foldDifference } from './fold-difference.ts'
import { stratifiedFolds } from './stratified-folds.ts'

/** The examples of one class that directions are fitted on: plain data, ready to be posted to a worker. */
export interface ClassExamples {
  /** Name of the class. */
  class: string
  /** Standardized unit rows in dataset order, float64[n, d]. */
  z: Matrix64
  /** 1 where the model was right, uint8[n]. */
  correct: Uint8Array
  /** Rows of one group never part between folds (robust), int[n]. */
  groups?: Int32Array | undefined
}

/** How to fit, as in the config's `method`; plain data too. What is left out has the profile's default. */
export interface FitOptions {
  /** @default 'robust' */
  profile?: 'robust' | 'faithful' | undefined
  /** @default 0 */
  seed?: number | undefined
  /** Values of C to try, ascending. */
  grid?: readonly number[] | undefined
  folds?: number | undefined
  tolerance?: number | undefined
  /** @default 2 (faithful), 5 (robust) */
  minErrors?: number | undefined
  /** Robust only. @default 3 */
  maxDirections?: number | undefined
  /** Level of significance (robust). @default 0.05 */
  alpha?: number | undefined
  /** Robust only. @default 0 */
  permutations?: number | undefined
  /** Bytes that a class's Gram matrix may take. @default 2 ** 30 */
  budget?: number
}

/** One direction of one class. undefined = not measured by the profile. */
export interface FittedDirection {
  /** 1 = the first, strongest. */
  rank: number
  C: number
  /** Decision value = weights · z + bias; positive = easy. float64[d]. */
  weights: Float64Array
  bias: number
  /** ‖weights‖ */
  norm: number
  /** Out of fold. */
  balancedAccuracy: number
  auroc: number | undefined
  aurocInterval: Interval | undefined
  p: number | undefined
}

/** What one class gave, before it is compared with the others. */
export interface ClassFit {
  class: string
  examples: number
  errors: number
  /** Strongest first; empty if there were not enough errors. */
  directions: FittedDirection[]
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
 * Failure directions of one class by either profile. Draws its random numbers from the seed and the name of the class,
 * so that neither the other classes nor the number of workers changes the result.
 *
 * @param examples - Of one true class.
 * @throws RangeError if lengths differ.
 * @see `fitFaithful` and `fitRobust`.
 * @example
 * const z = { data: Float64Array.of(-1, -1, 1, 1), rows: 4, cols: 1 }
 * const fit = fitClass({ class: 'cat', z, correct: Uint8Array.of(0, 0, 1, 1) }, { profile: 'faithful' })
 * fit.directions[0].balancedAccuracy // => 1
 */
export function fitClass(examples: ClassExamples, options: FitOptions = {}): ClassFit {
  return options.profile === 'faithful'
    ? faithfulClass(examples, options)
    : robustClass(examples, options)
}

function robustClass(
  { class: name, z, correct, groups }: ClassExamples,
  options: FitOptions,
): ClassFit {
  const fit = fitRobust(z, correct, randomSource(options.seed ?? 0, 'folds', name), {
    ...options,
    groups,
  })
  const found = { class: name, examples: z.rows, errors: fit.errors, warnings: [] }
  if (fit.state === 'not-enough-errors') {
    return {
      ...found,
      directions: [],
      shortage: robustShortage(fit, z.rows, options.minErrors ?? 5),
    }
  }
  const directions = fit.directions.map((direction) => ({
    ...direction,
    norm: Math.hypot(...direction.weights),
  }))
  return { ...found, directions, shortage: undefined }
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

function faithfulClass({ class: name, z, correct }: ClassExamples, options: FitOptions): ClassFit {
  const { minErrors = 2, folds = 2, grid, tolerance, budget } = options
  const fit = fitFaithful(z, correct, {
    folds,
    ...(grid && { grid }),
    ...(tolerance && { tolerance }),
    ...(budget && { budget }),
  })
  const found = { class: name, examples: z.rows, errors: fit.errors, warnings: [] }
  if (fit.state === 'not-enough-errors' || fit.errors < minErrors) {
    const least = Math.max(folds, minErrors)
    const shortage = `${fit.errors} of ${z.rows} examples wrong, ${z.rows - fit.errors} correct: at least ${least} wrong and ${folds} correct are needed`
    return { ...found, directions: [], shortage }
  }
  const { C, weights, bias, balancedAccuracy } = fit
  const direction = { rank: 1, C, weights, bias, norm: Math.hypot(...weights), balancedAccuracy }
  const evidence = { auroc: undefined, aurocInterval: undefined, p: undefined }
  return {
    ...found,
    directions: [{ ...direction, ...evidence }],
    shortage: undefined,
    warnings: blockWarnings(name, foldDifference(z, correct, stratifiedFolds(correct, folds))),
  }
}

function blockWarnings(name: string, difference: number): FitWarning[] {
  if (difference <= BLOCKED) return []
  const message = `Rows of class "${name}" come in blocks: the unshuffled folds differ by ${difference.toFixed(0)} standard errors, so the cross-validated accuracy compares one block with another and may hide a failure; shuffle the rows or use the robust profile`
  return [{ code: 'rows-in-blocks', message, where: name }]
}
