import { expect, test } from 'vitest'
import { normalDraw, randomSource } from '../vectors/random.ts'
import { standardizedRows } from '../vectors/row-source.ts'
import { fitStandardizer } from '../vectors/standardize.ts'
import { scoreByProbability, scoreExamples } from './score-examples.ts'

const random = randomSource('scores')
const draw = (length: number) => Float64Array.from({ length }, () => normalDraw(random))
const x = {
  data: Float32Array.from(draw(20 * 6), (v, k) => (k % 6 === 3 ? 7 : v + 2)),
  rows: 20,
  cols: 6,
}
const standardizer = fitStandardizer(x)
const z = standardizedRows(x, standardizer)
const directions = [{ weights: draw(6), bias: 0.3 }, { weights: draw(6), bias: -0.2 }, undefined]
const byHand = (row: number, c: number) => {
  const direction = directions[c]
  if (!direction) return Number.NaN
  return direction.weights.reduce((sum, w, col) => sum + w * z.data[row * 6 + col], direction.bias)
}

test('the value is that of the hyperplane on the standardized unit row, constant features left out', () => {
  const classes = Int32Array.from({ length: 20 }, (_, row) => row % 2)
  scoreExamples({ standardizer, directions }, x, classes).forEach((value, row) => {
    expect(value).toBeCloseTo(byHand(row, row % 2), 12)
  })
})

test('rows without a class, or of a class without a direction, have no value', () => {
  const chunk = { ...x, data: x.data.subarray(0, 18), rows: 3 }
  const values = scoreExamples({ standardizer, directions }, chunk, [-1, 2, 0])
  expect(Array.from(values, Number.isNaN)).toEqual([true, true, false])
})

test('scoring in chunks gives what scoring at once gives', () => {
  const classes = new Int32Array(20)
  const whole = scoreExamples({ standardizer, directions }, x, classes)
  const parts = [0, 7, 13].flatMap((first, k, starts) => {
    const end = starts[k + 1] ?? 20
    const chunk = { data: x.data.subarray(first * 6, end * 6), rows: end - first, cols: 6 }
    return [...scoreExamples({ standardizer, directions }, chunk, classes.subarray(first, end))]
  })
  expect(Float64Array.from(parts)).toEqual(whole)
})

test('a row at the mean is a row of zeros: its value is the bias', () => {
  const mean = { data: Float32Array.of(1, 2), rows: 1, cols: 2 }
  const atMean = { mean: Float64Array.of(1, 2), deviation: Float64Array.of(1, 1) }
  const plane = { weights: Float64Array.of(5, 5), bias: -0.5 }
  const model = { standardizer: atMean, directions: [plane] }
  expect(scoreExamples(model, mean, [0])[0]).toBe(-0.5)
  expect(scoreByProbability(model, mean, { data: Float32Array.of(1), rows: 1, cols: 1 })[0]).toBe(
    -0.5,
  )
})

test('by probability: a sure model gives the value of that class, a split one the mean', () => {
  const probabilities = {
    data: Float32Array.from({ length: 60 }, (_, k) => [1, 0, 0, 0, 1, 0, 0.25, 0.5, 0.25][k % 9]),
    rows: 20,
    cols: 3,
  }
  scoreByProbability({ standardizer, directions }, x, probabilities).forEach((value, row) => {
    const [a, b] = [byHand(row, 0), byHand(row, 1)]
    expect(value).toBeCloseTo([a, b, (a + 2 * b) / 3][row % 3], 10)
  })
})

test('by probability: no value where most of the probability lies on classes without a direction', () => {
  const probabilities = { data: Float32Array.of(0.4, 0, 0.6), rows: 1, cols: 3 }
  const one = { ...x, data: x.data.subarray(0, 6), rows: 1 }
  expect(scoreByProbability({ standardizer, directions }, one, probabilities)[0]).toBeNaN()
})

test('wrong shapes are refused', () => {
  const model = { standardizer, directions }
  expect(() => scoreExamples(model, { ...x, cols: 5 }, [])).toThrow(RangeError)
  expect(() => scoreExamples(model, x, [0])).toThrow(RangeError)
  expect(() =>
    scoreByProbability(model, x, { data: new Float32Array(3), rows: 1, cols: 3 }),
  ).toThrow(RangeError)
})
