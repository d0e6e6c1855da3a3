import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { normalDraw, randomSource } from '../vectors/random.ts'
import {
  fitErrorAwareMixture,
  mixtureResponsibilities,
  mostWrongComponents,
} from './error-aware-mixture.ts'
import { expectationStep, type MixtureData, maximizationStep } from './mixture-steps.ts'

const file = new URL('../../../test/reference/gaussian-mixture.json', import.meta.url)
const reference = JSON.parse(readFileSync(file, 'utf8'))

const oneHot = (classes: Int32Array, k: number) => {
  const data = new Float32Array(classes.length * k)
  for (const [row, value] of classes.entries()) data[row * k + value] = 1
  return { data, rows: classes.length, cols: k }
}

/** Two classes in the plane; predictions are wrong in the corner where both numbers are high. */
function planted(n: number): MixtureData & { inCorner: Uint8Array } {
  const random = randomSource('planted', n)
  const inCorner = Uint8Array.from({ length: n }, () => (random() < 0.15 ? 1 : 0))
  const labels = Int32Array.from({ length: n }, () => (random() < 0.5 ? 1 : 0))
  const predictions = labels.map((label, i) =>
    random() < (inCorner[i] === 1 ? 0.8 : 0.05) ? 1 - label : label,
  )
  const data = Float64Array.from({ length: 2 * n }, (_, i) => {
    const corner = inCorner[i >> 1] === 1 ? 4 : 0
    return corner + normalDraw(random)
  })
  return { x: { data, rows: n, cols: 2 }, labels, probabilities: oneHot(predictions, 2), inCorner }
}

test('with both weights 0 it is scikit-learn’s Gaussian mixture', () => {
  const { rows, cols, components } = reference
  const labels = Int32Array.from({ length: rows }, (_, i) => i % 2)
  const data = {
    x: { data: Float64Array.from(reference.x), rows, cols },
    labels,
    probabilities: oneHot(labels, 2),
  }
  const mixture = fitErrorAwareMixture(data, {
    components,
    labelWeight: 0,
    predictionWeight: 0,
    start: Float64Array.from(reference.start),
    tolerance: 1e-12,
    maxIterations: 3000,
  })
  expect(mixture.converged).toBe(true)
  expect(mixture.logLikelihood).toBeCloseTo(reference.logLikelihood, 8)
  const pairs: [Float64Array, number[]][] = [
    [mixture.weights, reference.weights],
    [mixture.means.data, reference.means],
    [mixture.variances.data, reference.variances],
    [mixtureResponsibilities(mixture, data).data, reference.responsibilities],
  ]
  for (const [found, expected] of pairs) {
    expect(found).toHaveLength(expected.length)
    for (const [i, value] of expected.entries()) expect(found[i]).toBeCloseTo(value, 5)
  }
})

test('no round lowers the weighted log-likelihood', () => {
  const data = planted(200)
  const weights = { components: 6, labelWeight: 10, predictionWeight: 10 }
  const random = randomSource('start')
  let responsibilities: Float64Array = Float64Array.from({ length: 200 * 6 }, () => random())
  for (let i = 0; i < responsibilities.length; i += 6) {
    const row = responsibilities.subarray(i, i + 6)
    const sum = row.reduce((a, b) => a + b)
    for (let s = 0; s < 6; s++) row[s] /= sum
  }
  let last = Number.NEGATIVE_INFINITY
  for (let round = 0; round < 40; round++) {
    const expected = expectationStep(
      { ...weights, ...maximizationStep(data, responsibilities, 6, 0) },
      data,
    )
    expect(expected.logLikelihood).toBeGreaterThan(last - 1e-9)
    last = expected.logLikelihood
    responsibilities = expected.responsibilities
  }
})

test('its most wrong components find the planted corner of errors', () => {
  const data = planted(600)
  const mixture = fitErrorAwareMixture(data, { components: 8 })
  const slices = mostWrongComponents(mixture, 2)
  const { data: shares, cols } = mixtureResponsibilities(mixture, data)
  const score = Array.from({ length: 600 }, (_, i) =>
    Math.max(...slices.map((s) => shares[i * cols + s] ?? 0)),
  )
  const top = score
    .map((value, row) => ({ value, row }))
    .sort((a, b) => b.value - a.value)
    .slice(0, 40)
  expect(top.filter(({ row }) => data.inCorner[row] === 1).length).toBeGreaterThan(24)
})

test('responsibilities add up to 1, and the same seed gives the same mixture', () => {
  const data = planted(100)
  const [once, again] = [0, 1].map(() => fitErrorAwareMixture(data, { components: 5, seed: 3 }))
  expect(once).toEqual(again)
  const { data: shares } = mixtureResponsibilities(once as NonNullable<typeof once>, data)
  for (let i = 0; i < 100; i++) {
    expect(shares.subarray(i * 5, i * 5 + 5).reduce((a, b) => a + b)).toBeCloseTo(1, 12)
  }
})

test('with ten classes and fewer components than cells, every class starts somewhere and an error of the last class is found', () => {
  const random = randomSource('ten classes')
  const n = 1500
  const labels = Int32Array.from({ length: n }, (_, i) => i % 10)
  const inCorner = labels.map((label) => (label === 9 && random() < 0.3 ? 1 : 0))
  const predictions = labels.map((label, i) =>
    random() < (inCorner[i] === 1 ? 0.9 : 0.02) ? (label + 4) % 10 : label,
  )
  const data = Float64Array.from({ length: 12 * n }, (_, i) => {
    const [row, col] = [Math.floor(i / 12), i % 12]
    const shift = col === labels[row] || (inCorner[row] === 1 && col > 9) ? 4 : 0
    return shift + normalDraw(random)
  })
  const examples = {
    x: { data, rows: n, cols: 12 },
    labels,
    probabilities: oneHot(predictions, 10),
  }
  const start = fitErrorAwareMixture(examples, { maxIterations: 0 })
  const { data: law, cols: k } = start.labelLaw
  const started = Array.from({ length: 10 }, (_, label) =>
    Math.max(...Array.from({ length: 25 }, (_, s) => law[s * k + label] ?? 0)),
  )
  expect(Math.min(...started)).toBeGreaterThan(0.5)
  const mixture = fitErrorAwareMixture(examples)
  const [slice] = mostWrongComponents(mixture, 1)
  const { data: shares, cols } = mixtureResponsibilities(mixture, examples)
  const members = [...labels.keys()].filter((row) => (shares[row * cols + (slice ?? 0)] ?? 0) > 0.5)
  expect(members.length).toBeGreaterThan(20)
  expect(members.filter((row) => inCorner[row] === 1).length / members.length).toBeGreaterThan(0.8)
})
