import { expect, test } from 'vitest'
import type { Matrix } from '../vectors/matrix.ts'
import { normalDraw, randomSource } from '../vectors/random.ts'
import { fitSoftmax, predictClasses, predictProbabilities } from './softmax-regression.ts'

/** n rows of d features and a label that depends on them, with noise. */
function drawProblem(n: number, d: number, k: number) {
  const random = randomSource(n, d, k)
  const data = Float32Array.from({ length: n * d }, () => normalDraw(random))
  const truth = Float32Array.from({ length: k * d }, () => normalDraw(random))
  const labels = Int32Array.from({ length: n }, (_, row) => {
    const scores = Array.from({ length: k }, (_, c) => {
      let sum = normalDraw(random)
      for (let j = 0; j < d; j += 1) sum += (data[row * d + j] ?? 0) * (truth[c * d + j] ?? 0)
      return sum
    })
    return scores.indexOf(Math.max(...scores))
  })
  const x: Matrix = { data, rows: n, cols: d }
  return { x, labels }
}

const l2 = 0.01

test('fitSoftmax() meets the optimality conditions of the weighted problem', () => {
  const [n, d, k] = [120, 5, 3]
  const { x, labels } = drawProblem(n, d, k)
  const weights = Float64Array.from({ length: n }, (_, i) => i % 4)
  const model = fitSoftmax(x, labels, k, { l2, weights, tolerance: 1e-9 })
  const p = predictProbabilities(model, x).data
  for (let c = 0; c < k; c += 1) {
    const slope = (value: (row: number) => number) =>
      Array.from(labels).reduce((sum, label, row) => {
        const error = (p[row * k + c] ?? 0) - (label === c ? 1 : 0)
        return sum + ((weights[row] ?? 0) / n) * error * value(row)
      }, 0)
    expect(slope(() => 1)).toBeCloseTo(0, 6)
    for (let j = 0; j < d; j += 1) {
      const gradient =
        slope((row) => x.data[row * d + j] ?? 0) + l2 * (model.weights[c * d + j] ?? 0)
      expect(gradient).toBeCloseTo(0, 6)
    }
  }
})

test('fitSoftmax() takes an integer weight for so many copies', () => {
  const { x, labels } = drawProblem(40, 3, 3)
  const counts = Array.from({ length: 40 }, (_, i) => (i * 7) % 3)
  const copies = counts.flatMap((count, row) => Array.from({ length: count }, () => row))
  const repeated: Matrix = {
    data: Float32Array.from(copies.flatMap((row) => [...x.data.subarray(row * 3, row * 3 + 3)])),
    rows: copies.length,
    cols: 3,
  }
  const byCopy = fitSoftmax(
    repeated,
    Int32Array.from(copies, (row) => labels[row] ?? 0),
    3,
    { l2, tolerance: 1e-9 },
  )
  const byWeight = fitSoftmax(x, labels, 3, {
    l2: (l2 * copies.length) / 40, // the loss is divided by the number of rows
    weights: Float64Array.from(counts),
    tolerance: 1e-9,
  })
  byCopy.weights.forEach((value, j) => {
    expect(value).toBeCloseTo(byWeight.weights[j] ?? Number.NaN, 5)
  })
})

test('fitSoftmax() of two classes is logistic regression, as Newton steps find it', () => {
  const { x, labels } = drawProblem(80, 1, 2)
  // Two logits u and -u with half the penalty each: logit 2u; penalty l2/2 (u² + u²) = l2/4 (2u)².
  let [slope, bias] = [0, 0]
  for (let step = 0; step < 50; step += 1) {
    let [gs, gb, hss, hsb, hbb] = [(l2 / 2) * slope, 0, l2 / 2, 0, 0]
    labels.forEach((label, row) => {
      const value = x.data[row] ?? 0
      const p = 1 / (1 + Math.exp(-(slope * value + bias)))
      gs += ((p - label) * value) / 80
      gb += (p - label) / 80
      hss += (p * (1 - p) * value * value) / 80
      hsb += (p * (1 - p) * value) / 80
      hbb += (p * (1 - p)) / 80
    })
    const determinant = hss * hbb - hsb * hsb
    slope -= (hbb * gs - hsb * gb) / determinant
    bias -= (hss * gb - hsb * gs) / determinant
  }
  const model = fitSoftmax(x, labels, 2, { l2, tolerance: 1e-10 })
  expect((model.weights[1] ?? 0) - (model.weights[0] ?? 0)).toBeCloseTo(slope, 6)
  expect((model.bias[1] ?? 0) - (model.bias[0] ?? 0)).toBeCloseTo(bias, 6)
})

test('fitSoftmax() finds the same model from any start', () => {
  const { x, labels } = drawProblem(60, 4, 3)
  const cold = fitSoftmax(x, labels, 3, { l2, tolerance: 1e-9 })
  const start = { ...cold, weights: cold.weights.map((w) => w + 1), bias: cold.bias.slice() }
  const warm = fitSoftmax(x, labels, 3, { l2, tolerance: 1e-9, start })
  warm.weights.forEach((value, j) => {
    expect(value).toBeCloseTo(cold.weights[j] ?? Number.NaN, 6)
  })
})

test('fitSoftmax() separates what can be separated and skips rows of weight 0', () => {
  const x: Matrix = { data: Float32Array.of(-2, -1, 1, 2, 50), rows: 5, cols: 1 }
  const labels = Int32Array.of(0, 0, 1, 1, 0)
  const weights = Float64Array.of(1, 1, 1, 1, 0)
  const model = fitSoftmax(x, labels, 2, { weights })
  expect(Array.from(predictClasses(model, x))).toEqual([0, 0, 1, 1, 1])
})

test('fitSoftmax() never predicts a class that has no examples', () => {
  const { x, labels } = drawProblem(60, 4, 2)
  const model = fitSoftmax(x, labels, 3)
  expect(predictClasses(model, x)).not.toContain(2)
})

test('fitSoftmax() and predictProbabilities() refuse what does not fit together', () => {
  const { x, labels } = drawProblem(10, 2, 2)
  expect(() => fitSoftmax(x, labels, 1)).toThrow('label')
  expect(() => fitSoftmax(x, labels.slice(1), 2)).toThrow(RangeError)
  const model = fitSoftmax(x, labels, 2)
  expect(() => predictProbabilities(model, { ...x, cols: 1, rows: 20 })).toThrow(RangeError)
})
