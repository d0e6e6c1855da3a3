import type { Matrix, Matrix64 } from '../vectors/matrix.ts'

/** Examples as the mixture sees them. */
export interface MixtureData {
  /** Embeddings, usually reduced to principal components, float64[n, d]. */
  x: Matrix64
  /** True class, int32[n], 0 to k - 1. */
  labels: Int32Array
  /** Model's probability of each class, or 1 for the predicted one, float32[n, k]. */
  probabilities: Matrix
}

/** Parameters of the mixture: each component has a Gaussian, a law of labels and a law of predictions. */
export interface ErrorAwareMixture {
  components: number
  labelWeight: number
  predictionWeight: number
  /** float64[components]. */
  weights: Float64Array
  /** float64[components, d]. */
  means: Matrix64
  /** Diagonals of the covariances, float64[components, d]. */
  variances: Matrix64
  /** float64[components, k]. */
  labelLaw: Matrix64
  /** float64[components, k]. */
  predictionLaw: Matrix64
  /** Mean of the weighted log-likelihood under the parameters before the last update. */
  logLikelihood: number
  iterations: number
  converged: boolean
}

type Parameters = Pick<
  ErrorAwareMixture,
  'weights' | 'means' | 'variances' | 'labelLaw' | 'predictionLaw'
>

/** M-step: weighted shares, means, variances and laws. */
export function maximizationStep(
  { x, labels, probabilities }: MixtureData,
  responsibilities: Float64Array,
  components: number,
  regularization: number,
): Parameters {
  const { rows: n, cols: d } = x
  const k = probabilities.cols
  const mass = new Float64Array(components)
  const matrix = (cols: number): Matrix64 => ({
    data: new Float64Array(components * cols),
    rows: components,
    cols,
  })
  const [means, variances, labelLaw, predictionLaw] = [matrix(d), matrix(d), matrix(k), matrix(k)]
  for (let i = 0; i < n; i++) {
    for (let s = 0; s < components; s++) {
      const share = responsibilities[i * components + s]
      mass[s] += share
      for (let j = 0; j < d; j++) means.data[s * d + j] += share * x.data[i * d + j]
      for (let j = 0; j < k; j++) {
        predictionLaw.data[s * k + j] += share * probabilities.data[i * k + j]
      }
      labelLaw.data[s * k + labels[i]] += share
    }
  }
  const safe = mass.map((value) => value + 10 * Number.EPSILON)
  for (const law of [means, labelLaw, predictionLaw]) {
    for (let i = 0; i < law.data.length; i++) law.data[i] /= safe[Math.floor(i / law.cols)]
  }
  for (let i = 0; i < n; i++) {
    for (let s = 0; s < components; s++) {
      const share = responsibilities[i * components + s] / safe[s]
      for (let j = 0; j < d; j++) {
        const offset = x.data[i * d + j] - means.data[s * d + j]
        variances.data[s * d + j] += share * offset * offset
      }
    }
  }
  for (let i = 0; i < variances.data.length; i++) variances.data[i] += regularization
  return { weights: mass.map((value) => value / n), means, variances, labelLaw, predictionLaw }
}

/** E-step: responsibilities, and the mean log-likelihood. */
export function expectationStep(
  mixture: Parameters & Pick<ErrorAwareMixture, 'components' | 'labelWeight' | 'predictionWeight'>,
  { x, labels, probabilities }: MixtureData,
): { responsibilities: Float64Array; logLikelihood: number } {
  const { components, weights, means, variances, labelLaw, predictionLaw } = mixture
  const { rows: n, cols: d } = x
  const k = probabilities.cols
  const precision = variances.data.map((value) => 1 / value)
  const constant = weights.map((weight, s) => {
    let sum = Math.log(weight) - (d / 2) * Math.log(2 * Math.PI)
    for (let j = 0; j < d; j++) sum -= Math.log(variances.data[s * d + j]) / 2
    return sum
  })
  const responsibilities = new Float64Array(n * components)
  let total = 0
  for (let i = 0; i < n; i++) {
    let highest = Number.NEGATIVE_INFINITY
    for (let s = 0; s < components; s++) {
      let squares = 0
      for (let j = 0; j < d; j++) {
        const offset = x.data[i * d + j] - means.data[s * d + j]
        squares += offset * offset * precision[s * d + j]
      }
      let predicted = 0
      for (let j = 0; j < k; j++) {
        predicted += probabilities.data[i * k + j] * predictionLaw.data[s * k + j]
      }
      const value =
        constant[s] -
        squares / 2 +
        weighted(mixture.labelWeight, labelLaw.data[s * k + labels[i]]) +
        weighted(mixture.predictionWeight, predicted)
      responsibilities[i * components + s] = value
      highest = Math.max(highest, value)
    }
    total += normalize(responsibilities.subarray(i * components, (i + 1) * components), highest)
  }
  return { responsibilities, logLikelihood: total / n }
}

/** 0 log 0 counts as 0; a small probability keeps the logarithm finite. */
function weighted(weight: number, probability: number): number {
  return weight === 0 ? 0 : weight * Math.log(probability + Number.EPSILON)
}

/** Turns logarithms into shares, in place, and returns the logarithm of their sum. */
function normalize(values: Float64Array, highest: number): number {
  let sum = 0
  for (let s = 0; s < values.length; s++) {
    values[s] = Math.exp(values[s] - highest)
    sum += values[s]
  }
  for (let s = 0; s < values.length; s++) values[s] /= sum
  return highest + Math.log(sum)
}
