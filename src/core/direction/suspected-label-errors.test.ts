import { expect, test } from 'vitest'
import { suspectedLabelErrors } from './suspected-label-errors.ts'

const table = {
  labels: Int32Array.of(0, 0, 0, 0, 0, -1, 0),
  predictions: Int32Array.of(1, 1, 1, 0, 1, 1, 1),
  confidence: Float64Array.of(0.02, 0.01, 0.2, 0.01, Number.NaN, 0.01, 0.01),
}

test('suspectedLabelErrors() are confident disagreements on the easy side, the least probable label first', () => {
  const easy = new Float64Array(7).fill(1)
  expect([...suspectedLabelErrors(table, easy)]).toEqual([1, 6, 0])
})

test('suspectedLabelErrors() leaves out what lies on the hard side, or nowhere', () => {
  const values = Float64Array.of(-1, 0, 1, 1, 1, 1, Number.NaN)
  expect([...suspectedLabelErrors(table, values)]).toEqual([])
})

test('suspectedLabelErrors() asks for a sure prediction where all probabilities are known', () => {
  const sure = [0.98, 0.6, 0.8, 0, 0, 0.9, 0.99]
  const data = Float32Array.from(sure.flatMap((p) => [0.01, p, 0]))
  const probabilities = { data, rows: 7, cols: 3 }
  const easy = new Float64Array(7).fill(1)
  expect([...suspectedLabelErrors({ ...table, probabilities }, easy)]).toEqual([6, 0])
})
