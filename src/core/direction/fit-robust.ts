import { permutationTest } from '../statistics/permutation-test.ts'
import type { Interval } from '../statistics/wilson.ts'
import { dependentGroups } from '../svm/dependent-groups.ts'
import { type GramOptions, gramMatrix, type KernelRows } from '../svm/gram.ts'
import type { Matrix64 } from '../vectors/matrix.ts'
import { type Random, shuffled } from '../vectors/random.ts'
import { crossValidate, type Learner } from './cross-validate.ts'
import {
  allMaterial,
  type FoldedClass,
  foldFits,
  learnChoosingC,
  type Material,
} from './fold-fits.ts'
import { remainingMaterial } from './remaining-material.ts'
import { sequentialTest } from './sequential-test.ts'
import { shuffledFolds } from './shuffled-folds.ts'

export interface RobustOptions extends GramOptions {
  /** Values of C to try, ascending. @default 30, 100, 300, 1000 and 3000 divided by n */
  grid?: readonly number[] | undefined
  /** @default 5 */
  folds?: number | undefined
  /** Fewer distinct errors, or fewer distinct correct rows, are not enough to say anything. @default 5 */
  minErrors?: number | undefined
  /** @default 3 */
  maxDirections?: number | undefined
  /** A further direction is kept while its p is at most this. @default 0.05 */
  alpha?: number | undefined
  /** Permutations for the p of the first direction; 0: by blocks in sequence. @default 0 */
  permutations?: number | undefined
  /** Solver's tolerance. @default 1e-3 */
  tolerance?: number | undefined
  /** Rows of one group never part between folds, int[n]. @default near-identical rows only */
  groups?: ArrayLike<number> | undefined
}

/**
 * A direction and its evidence from rows that it was not fitted on. A further direction has lost the components along
 * those before it, and both its fit and its evidence are from rows that they do not flag.
 */
export interface RobustDirection {
  /** 1 = the first. */
  rank: number
  C: number
  /** Normal of the hyperplane, not of unit length, float64[d]; decision value = weights · z + bias, positive = easy. */
  weights: Float64Array
  bias: number
  balancedAccuracy: number
  auroc: number
  aurocInterval: Interval
  p: number
}

export type RobustFit =
  | {
      state: 'not-enough-errors'
      errors: number
      /** Groups with an error; copies of an image count once. */
      distinctErrors: number
      distinctCorrect: number
    }
  | { state: 'fitted'; errors: number; directions: RobustDirection[] }

const PRICES = [30, 100, 300, 1000, 3000]

/** Blocks of the sequential test; more add little power. */
const BLOCKS = 10

/**
 * Failure directions of one class, with evidence that holds: linear SVMs with balanced weights, C chosen by
 * cross-validated AUROC, that choice nested inside every training part, seeded shuffled folds, and more directions, by
 * deflation, while each is significant among the rows that are not flagged yet.
 *
 * The first direction is always given; whether its p is small enough is for the caller to say, who knows how many
 * classes were tested. C goes with 1 / n because the total price C n decides how soft the margin is: at the lower end
 * the normal is the difference of the two means, at the upper end the margin is nearly hard. The bias lies midway between
 * the mean scores of the two sides. A class with too few errors is an ordinary result. The first direction takes about
 * 120 fits, each further one more.
 *
 * @param z - Standardized unit rows of one true class, float64[n, d].
 * @param correct - 1 where the model was right, uint8[n].
 * @param random - Source of the folds: `randomSource(seed, className)`.
 * @throws RangeError if there is not one flag (and group) a row.
 * @see Jain et al. 2023, section 2, for the direction; `sequentialTest` for p.
 * @example
 * const z = { data: Float64Array.from({ length: 40 }, (_, i) => (i % 4 === 0 ? -1 : 1)), rows: 40, cols: 1 }
 * fitRobust(z, Uint8Array.from({ length: 40 }, (_, i) => (i < 3 ? 0 : 1)), randomSource(0)).state // => 'not-enough-errors'
 */
export function fitRobust(
  z: Matrix64,
  correct: Uint8Array,
  random: Random,
  options: RobustOptions = {},
): RobustFit {
  const n = z.rows
  for (const given of [correct, options.groups]) {
    if (given && given.length !== n) {
      throw new RangeError(`Cannot fit a class: ${given.length} flags or groups, expected ${n}`)
    }
  }
  const { minErrors = 5, maxDirections = 3, alpha = 0.05, permutations = 0 } = options
  const errors = n - correct.reduce((sum, value) => sum + value, 0)
  const kernel = gramMatrix(z, options)
  const groups = dependentGroups(kernel, options.groups)
  const distinct = [0, 1].map((side) => new Set(groups.filter((_, i) => correct[i] === side)).size)
  const [distinctErrors, distinctCorrect] = distinct
  const shortage = { state: 'not-enough-errors', errors, distinctErrors, distinctCorrect } as const
  if (Math.min(...distinct) < Math.max(2, minErrors)) return shortage

  const least = Math.min(distinctErrors, distinctCorrect)
  const folded = foldClass(correct, groups, random, Math.min(options.folds ?? 5, least), options)
  const blocks = foldClass(correct, groups, random, Math.min(BLOCKS, least), options)
  const allFolds = Array.from({ length: folded.folds }, (_, fold) => fold)
  const directions: RobustDirection[] = []
  let learn = firstLearner(folded, kernel)
  let materials: (Material | undefined)[] = new Array(blocks.folds).fill(
    allMaterial(blocks, kernel),
  )
  for (let rank = 1; rank <= maxDirections; rank++) {
    const learned = learn(allFolds)
    const crossed = learned && crossValidate(folded, learn)
    if (!learned || !crossed) break
    const sequence = sequentialTest(blocks, materials)
    const p =
      rank === 1 && permutations > 0
        ? permutedP(folded, kernel, crossed.auroc, random, { ...options, permutations })
        : Math.max(crossed.p, sequence.p)
    if (rank > 1 && !(p <= alpha)) break
    directions.push({
      rank,
      C: learned.fit.C,
      weights: orthogonalNormal(z, learned.fit.factors, directions),
      bias: learned.bias,
      balancedAccuracy: crossed.balancedAccuracy,
      auroc: crossed.auroc,
      aurocInterval: crossed.interval,
      p,
    })
    if (!(p <= alpha)) break
    learn = furtherLearner(folded, learn)
    materials = sequence.learned.map((found) => found && remainingMaterial(blocks, found))
  }
  return directions.length > 0 ? { state: 'fitted', errors, directions } : shortage
}

function foldClass(
  correct: Uint8Array,
  groups: Int32Array,
  random: Random,
  folds: number,
  { grid, tolerance = 1e-3, kernels }: RobustOptions,
): FoldedClass {
  const n = correct.length
  return {
    correct,
    foldOfRow: shuffledFolds(correct, folds, random, groups),
    folds,
    clusters: new Set(groups).size < n ? groups : undefined,
    grid: grid ?? PRICES.map((price) => price / n),
    tolerance,
    kernels,
  }
}

function firstLearner(data: FoldedClass, kernel: KernelRows): Learner {
  const material = allMaterial(data, kernel)
  const fits = foldFits(data, material)
  return remembered((folds) => learnChoosingC(data, material, fits, folds))
}

/** Learns from what the given learner leaves of the same folds, so that no tested row leaks in. */
function furtherLearner(data: FoldedClass, before: Learner): Learner {
  return remembered((folds) => {
    const found = before(folds)
    const material = found && remainingMaterial(data, found)
    return material && learnChoosingC(data, material, foldFits(data, material), folds)
  })
}

function remembered(learn: Learner): Learner {
  const known = new Map<string, ReturnType<Learner>>()
  return (folds) => {
    const key = folds.join()
    if (!known.has(key)) known.set(key, learn(folds))
    return known.get(key)
  }
}

/** p of the cross-validated AUROC by permuting correctness and doing everything again. */
function permutedP(
  data: FoldedClass,
  kernel: KernelRows,
  observed: number,
  random: Random,
  options: RobustOptions & { permutations: number },
): number {
  const groups = data.clusters ?? Int32Array.from(data.correct.keys())
  const draw = (source: Random): number => {
    const correct = shuffled(data.correct, source)
    const permuted = foldClass(correct, groups, source, data.folds, options)
    return crossValidate(permuted, firstLearner(permuted, kernel))?.auroc ?? Number.NaN
  }
  return permutationTest(observed, draw, random, { permutations: options.permutations }).p
}

/** Normal from signed duals, without its components along the earlier normals. */
function orthogonalNormal(
  { data, cols }: Matrix64,
  factors: Float64Array,
  earlier: readonly RobustDirection[],
): Float64Array {
  const normal = new Float64Array(cols)
  factors.forEach((factor, row) => {
    if (factor === 0) return
    for (let col = 0; col < cols; col++) normal[col] += factor * data[row * cols + col]
  })
  for (const { weights } of earlier) {
    const squares = weights.reduce((sum, w) => sum + w * w, 0)
    const share = normal.reduce((sum, value, col) => sum + value * weights[col], 0) / squares
    normal.forEach((_, col) => {
      normal[col] -= share * weights[col]
    })
  }
  return normal
}
