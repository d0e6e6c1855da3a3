import { type Matrix, matrixRow } from '../vectors/matrix.ts'
import { minimize } from '../vectors/minimize.ts'
import { argmax } from '../vectors/vector.ts'

/** A linear head over k classes: logit of class c = weights_c · x + bias_c. */
export interface SoftmaxModel {
  /** float64[k, d], row-major. */
  weights: Float64Array
  /** float64[k]. */
  bias: Float64Array
  classes: number
}

export interface SoftmaxOptions {
  /** Factor on half the squared norm of the weights; the bias is free. @default 1e-3 */
  l2?: number
  /** Factor on the loss of each example, float64[n], at least 0; 0 leaves it out. @default all 1 */
  weights?: Float64Array
  /** Model to start from, for speed. @default all 0 */
  start?: SoftmaxModel
  /** Largest component of the gradient at the end. @default 1e-5 */
  tolerance?: number
  /** @default 500 */
  maxIterations?: number
}

/**
 * Multinomial logistic regression: the linear head retrained by `faultline fix`.
 *
 *     min over W, b:  Σ weight_i cross-entropy_i / n  +  l2 ‖W‖² / 2
 *
 * The weights are not renormalized, as in the paper's training. Convex and deterministic; O(n d k) an iteration.
 *
 * @param x - Features, float32[n, d]; standardize them first.
 * @param labels - Class of each row, int32[n], 0..k-1.
 * @param classes - k.
 * @throws RangeError on lengths that differ or a label out of range.
 * @see Jain et al. 2023, section 5, for the loss weights; Bishop 2006, section 4.3.4, for the model.
 * @example
 * const x = { data: Float32Array.of(-1, 1), rows: 2, cols: 1 }
 * const model = fitSoftmax(x, Int32Array.of(0, 1), 2, { l2: 0.1 })
 * Array.from(predictClasses(model, { data: Float32Array.of(-3, 5), rows: 2, cols: 1 })) // => [0, 1]
 */
export function fitSoftmax(
  x: Matrix,
  labels: Int32Array,
  classes: number,
  options: SoftmaxOptions = {},
): SoftmaxModel {
  const { l2 = 1e-3, tolerance = 1e-5, maxIterations = 500, start } = options
  const weights = options.weights ?? new Float64Array(x.rows).fill(1)
  if (labels.length !== x.rows || weights.length !== x.rows) {
    throw new RangeError(`${x.rows} rows, ${labels.length} labels, ${weights.length} weights`)
  }
  const wrong = labels.find((label) => !(label >= 0 && label < classes))
  if (wrong !== undefined) throw new RangeError(`label ${wrong}, expected 0 to ${classes - 1}`)
  const size = classes * x.cols
  const first = new Float64Array(size + classes)
  if (start) {
    first.set(start.weights)
    first.set(start.bias, size)
  }
  const objective = softmaxObjective(x, labels, weights, classes, l2)
  const { x: found } = minimize(objective, first, { tolerance, maxIterations })
  return { weights: found.slice(0, size), bias: found.slice(size), classes }
}

/** The loss and its gradient; parameters are the weights row by row, then the biases. */
function softmaxObjective(
  x: Matrix,
  labels: Int32Array,
  weights: Float64Array,
  classes: number,
  l2: number,
): (parameters: Float64Array, gradient: Float64Array) => number {
  const d = x.cols
  const size = classes * d
  const scores = new Float64Array(classes)
  return (parameters, gradient) => {
    const model = { weights: parameters.subarray(0, size), bias: parameters.subarray(size) }
    let loss = 0
    for (let j = 0; j < size; j += 1) {
      loss += (l2 / 2) * parameters[j] ** 2
      gradient[j] = l2 * parameters[j]
    }
    gradient.fill(0, size)
    for (let row = 0; row < x.rows; row += 1) {
      const factor = weights[row] / x.rows
      if (factor === 0) continue
      const values = matrixRow(x, row)
      linearScores(model, values, scores)
      const total = logSumExp(scores)
      loss += factor * (total - scores[labels[row]])
      for (let c = 0; c < classes; c += 1) {
        const error = factor * (Math.exp(scores[c] - total) - (c === labels[row] ? 1 : 0))
        gradient[size + c] += error
        const offset = c * d
        for (let j = 0; j < d; j += 1) gradient[offset + j] += error * values[j]
      }
    }
    return loss
  }
}

/**
 * Probability of each class for each row: the softmax of the logits.
 *
 * @param model - From {@link fitSoftmax}.
 * @param x - Features, float32[n, d], standardized likewise.
 * @returns float32[n, k]; rows sum to 1.
 * @throws RangeError if d differs.
 * @example
 * const model = { weights: Float64Array.of(0, 0), bias: Float64Array.of(0, Math.log(3)), classes: 2 }
 * predictProbabilities(model, { data: Float32Array.of(7), rows: 1, cols: 1 }).data // => Float32Array [0.25, 0.75]
 */
export function predictProbabilities(model: SoftmaxModel, x: Matrix): Matrix {
  const { classes } = model
  if (model.weights.length !== classes * x.cols) {
    throw new RangeError(`${x.cols} features, expected ${model.weights.length / classes}`)
  }
  const data = new Float32Array(x.rows * classes)
  const scores = new Float64Array(classes)
  for (let row = 0; row < x.rows; row += 1) {
    linearScores(model, matrixRow(x, row), scores)
    const total = logSumExp(scores)
    for (let c = 0; c < classes; c += 1) data[row * classes + c] = Math.exp(scores[c] - total)
  }
  return { data, rows: x.rows, cols: classes }
}

/**
 * Most probable class of each row; ties go to the first.
 *
 * @param model - From {@link fitSoftmax}.
 * @param x - Features, float32[n, d], standardized likewise.
 * @returns int32[n].
 * @throws RangeError if d differs.
 * @example
 * const model = { weights: Float64Array.of(1, -1), bias: Float64Array.of(0, 0), classes: 2 }
 * predictClasses(model, { data: Float32Array.of(-2, 2), rows: 2, cols: 1 }) // => Int32Array [1, 0]
 */
export function predictClasses(model: SoftmaxModel, x: Matrix): Int32Array {
  const probabilities = predictProbabilities(model, x)
  return Int32Array.from({ length: x.rows }, (_, row) => argmax(matrixRow(probabilities, row)))
}

/** scores[c] = weights_c · values + bias_c */
function linearScores(
  { weights, bias }: Pick<SoftmaxModel, 'weights' | 'bias'>,
  values: Float32Array,
  scores: Float64Array,
): void {
  const d = values.length
  for (let c = 0; c < scores.length; c += 1) {
    const offset = c * d
    let sum = bias[c]
    for (let j = 0; j < d; j += 1) sum += weights[offset + j] * values[j]
    scores[c] = sum
  }
}

function logSumExp(scores: Float64Array): number {
  let largest = -Infinity
  for (const score of scores) if (score > largest) largest = score
  let sum = 0
  for (const score of scores) sum += Math.exp(score - largest)
  return largest + Math.log(sum)
}
