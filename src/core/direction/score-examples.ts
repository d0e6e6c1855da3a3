import type { Matrix } from '../vectors/matrix.ts'
import type { Standardizer } from '../vectors/standardize.ts'
import { type Hyperplane, rowScorer } from './hyperplane.ts'

/** What it takes to score an embedding. */
export interface ScoreModel {
  standardizer: Standardizer
  /** One of each class, by class number; undefined = the class has no direction. */
  directions: readonly (Hyperplane | undefined)[]
}

/**
 * Decision value of every example under the direction of its class: its true class, or its predicted one where no label
 * is known. Negative = hard, positive = easy.
 *
 *     w · z + b,   z = u / ‖u‖,   u_j = (x_j - mean_j) / deviation_j
 *
 * One pass over x without a copy of it, so that a pool of any size can be scored in chunks. O(n d).
 *
 * @param model - Directions and the standardizer that they were fitted with.
 * @param x - Embeddings, float32[n, d].
 * @param classes - Class whose direction scores each row, int[n]; -1 = unknown.
 * @returns Decision values, float64[n]; NaN where there is no class or the class has no direction.
 * @throws RangeError if x is of another d or there is not one class a row.
 * @see Jain et al. 2023, section 2.
 * @example
 * const standardizer = { mean: Float64Array.of(0, 0), deviation: Float64Array.of(1, 1) }
 * const directions = [{ weights: Float64Array.of(1, 2), bias: -1 }, undefined]
 * scoreExamples({ standardizer, directions }, { data: Float32Array.of(3, 4, 1, 0), rows: 2, cols: 2 }, [0, 1]) // => Float64Array [1.2, NaN]
 */
export function scoreExamples(
  { standardizer, directions }: ScoreModel,
  x: Matrix,
  classes: ArrayLike<number>,
): Float64Array {
  const decisionValueOf = rowScorer(standardizer, x)
  checkCount(classes.length, x)
  return Float64Array.from({ length: x.rows }, (_, row) => {
    const direction = directions[classes[row]]
    return direction ? decisionValueOf(direction, row) : Number.NaN
  })
}

/**
 * Decision value of every example without its label: the mean over classes, weighted by the model's own probabilities.
 *
 *     Σ p_c (w_c · z + b_c) / Σ p_c,   over the classes that have a direction
 *
 * @param model - Directions and the standardizer that they were fitted with.
 * @param x - Embeddings, float32[n, d].
 * @param probabilities - Of each class, float32[n, k].
 * @returns float64[n]; NaN where the classes with a direction hold less than half of the probability. O(n d k).
 * @throws RangeError if x is of another d or `probabilities` of another n.
 * @example
 * const standardizer = { mean: Float64Array.of(0), deviation: Float64Array.of(1) }
 * const directions = [{ weights: Float64Array.of(1), bias: 0 }, { weights: Float64Array.of(-1), bias: 0 }]
 * const probabilities = { data: Float32Array.of(0.75, 0.25), rows: 1, cols: 2 }
 * scoreByProbability({ standardizer, directions }, { data: Float32Array.of(9), rows: 1, cols: 1 }, probabilities) // => Float64Array [0.5]
 */
export function scoreByProbability(
  { standardizer, directions }: ScoreModel,
  x: Matrix,
  probabilities: Matrix,
): Float64Array {
  const decisionValueOf = rowScorer(standardizer, x)
  checkCount(probabilities.rows, x)
  return Float64Array.from({ length: x.rows }, (_, row) => {
    let sum = 0
    let mass = 0
    directions.forEach((direction, c) => {
      const share = probabilities.data[row * probabilities.cols + c]
      if (!direction || share === 0) return
      sum += share * decisionValueOf(direction, row)
      mass += share
    })
    return mass >= 0.5 ? sum / mass : Number.NaN
  })
}

function checkCount(count: number, { rows }: Matrix): void {
  if (count !== rows) {
    throw new RangeError(`Cannot score: ${count} classes or probabilities, expected ${rows}`)
  }
}
