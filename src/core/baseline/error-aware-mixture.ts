import { type Matrix64, matrixRow } from '../vectors/matrix.ts'
import { randomSource } from '../vectors/random.ts'
import { argmax } from '../vectors/vector.ts'
import {
  type ErrorAwareMixture,
  expectationStep,
  type MixtureData,
  maximizationStep,
} from './mixture-steps.ts'

export interface MixtureOptions {
  /** Components. @default 25 */
  components?: number
  /** Weight of the labels in the log-likelihood. @default 10 */
  labelWeight?: number
  /** Weight of the predictions in the log-likelihood. @default 10 */
  predictionWeight?: number
  /** @default 100 */
  maxIterations?: number
  /** Smallest gain in mean log-likelihood that is worth another round. @default 1e-3 */
  tolerance?: number
  /** Added to every variance. @default 1e-6 */
  regularization?: number
  /** Of the noise in the start. @default 0 */
  seed?: number
  /** Responsibilities to start from, float64[n, components]. @default by cells of the confusion matrix */
  start?: Float64Array
}

/**
 * Domino's error-aware mixture, fitted by expectation-maximization: components that are alike in embedding, in label and
 * in prediction.
 *
 *     log-likelihood = Σ_i log Σ_s P(s) N(x_i; mean_s, diag(variance_s)) P(y_i | s)^a (Σ_j ŷ_ij P(j | s))^b
 *
 * with a and b the two weights; at 0 it is a plain Gaussian mixture. The start gives each component a cell of the
 * confusion matrix in turn, largest first, plus a little seeded noise. O(n components d) a round.
 *
 * @param data - n examples, n at least 1.
 * @see Eyuboglu et al. 2022, "Domino: Discovering Systematic Errors with Cross-Modal Embeddings", section 5.
 * @example
 * const data = {
 *   x: { data: Float64Array.of(0, 1, 8, 9), rows: 4, cols: 1 }, labels: Int32Array.of(0, 0, 0, 0),
 *   probabilities: { data: Float32Array.of(1, 0, 1, 0, 0, 1, 0, 1), rows: 4, cols: 2 },
 * }
 * fitErrorAwareMixture(data, { components: 2 }).means.data.map(Math.abs) // => [0.5, 8.5]
 */
export function fitErrorAwareMixture(
  data: MixtureData,
  options: MixtureOptions = {},
): ErrorAwareMixture {
  const { components = 25, labelWeight = 10, predictionWeight = 10 } = options
  const { maxIterations = 100, tolerance = 1e-3, regularization = 1e-6, seed = 0 } = options
  const weights = { components, labelWeight, predictionWeight }
  let parameters = maximizationStep(
    data,
    options.start ?? confusionStart(data, components, seed),
    components,
    regularization,
  )
  let logLikelihood = Number.NEGATIVE_INFINITY
  for (let iteration = 1; ; iteration++) {
    const expected = expectationStep({ ...weights, ...parameters }, data)
    const gain = expected.logLikelihood - logLikelihood
    logLikelihood = expected.logLikelihood
    parameters = maximizationStep(data, expected.responsibilities, components, regularization)
    const converged = Math.abs(gain) < tolerance
    if (converged || iteration >= maxIterations) {
      return { ...weights, ...parameters, logLikelihood, iterations: iteration, converged }
    }
  }
}

/**
 * How much each component answers for each example.
 *
 * @param mixture - Fitted on data of the same d and k.
 * @param data - n examples.
 * @returns Rows that add up to 1, float64[n, components].
 * @see Eyuboglu et al. 2022, section 5.
 * @example
 * const data = {
 *   x: { data: Float64Array.of(0, 9), rows: 2, cols: 1 }, labels: Int32Array.of(0, 0),
 *   probabilities: { data: Float32Array.of(1, 0, 0, 1), rows: 2, cols: 2 },
 * }
 * mixtureResponsibilities(fitErrorAwareMixture(data, { components: 2 }), data).data // => [1, 0, 0, 1]
 */
export function mixtureResponsibilities(mixture: ErrorAwareMixture, data: MixtureData): Matrix64 {
  const { responsibilities } = expectationStep(mixture, data)
  return { data: responsibilities, rows: data.x.rows, cols: mixture.components }
}

/**
 * The components whose predictions differ most from their labels: Domino's slices.
 *
 *     max_j (P(ŷ = j | s) - P(y = j | s)), descending
 *
 * @param mixture - Fitted.
 * @param count - How many.
 * @see Eyuboglu et al. 2022, section 5.
 * @example
 * const data = {
 *   x: { data: Float64Array.of(0, 9), rows: 2, cols: 1 }, labels: Int32Array.of(0, 0),
 *   probabilities: { data: Float32Array.of(1, 0, 0, 1), rows: 2, cols: 2 },
 * }
 * mostWrongComponents(fitErrorAwareMixture(data, { components: 2 }), 1) // => [1]
 */
export function mostWrongComponents(mixture: ErrorAwareMixture, count: number): number[] {
  const { components, labelLaw, predictionLaw } = mixture
  const k = labelLaw.cols
  const gap = Array.from({ length: components }, (_, s) => {
    let largest = 0
    for (let j = s * k; j < (s + 1) * k; j++) {
      largest = Math.max(largest, predictionLaw.data[j] - labelLaw.data[j])
    }
    return largest
  })
  return Array.from(gap.keys())
    .sort((a, b) => gap[b] - gap[a] || a - b)
    .slice(0, count)
}

/**
 * The cells of the confusion matrix, largest first, in turn for the components; noise keeps components of one cell
 * apart. With more cells than components (ten classes have a hundred) the examples of the small cells start in the
 * components of their label, so that every example starts in one.
 */
function confusionStart(
  { labels, probabilities }: MixtureData,
  components: number,
  seed: number,
): Float64Array {
  const k = probabilities.cols
  const random = randomSource(seed, 'error-aware mixture')
  const cells = labels.map((label, i) => label * k + argmax(matrixRow(probabilities, i)))
  const sizes = new Map<number, number>()
  for (const cell of cells) sizes.set(cell, (sizes.get(cell) ?? 0) + 1)
  const kept = [...sizes.keys()]
    .sort((a, b) => (sizes.get(b) ?? 0) - (sizes.get(a) ?? 0) || a - b)
    .slice(0, components)
  const labelOf = (cell: number) => Math.floor(cell / k)
  const start = new Float64Array(labels.length * components)
  for (let i = 0; i < labels.length; i++) {
    const isKept = kept.includes(cells[i])
    const hasLabel = kept.some((cell) => labelOf(cell) === labels[i])
    const row = start.subarray(i * components, (i + 1) * components)
    for (let s = 0; s < components; s++) {
      const cell = kept[s % kept.length]
      const isOwn = isKept ? cell === cells[i] : !hasLabel || labelOf(cell) === labels[i]
      row[s] = (isOwn ? 1 : 0) + 1e-3 * (1 - random())
    }
    const sum = row.reduce((total, value) => total + value, 0)
    for (let s = 0; s < components; s++) row[s] /= sum
  }
  return start
}
