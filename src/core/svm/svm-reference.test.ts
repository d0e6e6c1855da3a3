import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { fitFaithful } from '../direction/fit-faithful.ts'
import { stratifiedFolds } from '../direction/stratified-folds.ts'
import { balancedAccuracy } from '../statistics/balanced-accuracy.ts'
import { standardizedRows } from '../vectors/row-source.ts'
import { fitStandardizer } from '../vectors/standardize.ts'
import { gramMatrix } from './gram.ts'
import { solveSvc } from './svc.ts'
import { balancedWeights } from './svc-weights.ts'

// Written by scikit-learn: see test/reference/svm.py.
interface Reference {
  cases: {
    name: string
    cols: number
    x: number[]
    correct: number[]
    firstUnitRow: number[]
    solutions: { C: number; iterations: number; bias: number; duals: number[] }[]
    faithful: {
      grid: number[]
      C: number
      balancedAccuracyByC: number[]
      weights: number[]
      decisionValues: number[]
    }[]
  }[]
  folds: { folds: number; labels: number[]; foldOfRow: number[] }[]
  accuracies: { truth: number[]; predicted: number[]; balancedAccuracy: number }[]
}

const file = new URL('../../../test/reference/svm.json', import.meta.url)
const reference = JSON.parse(readFileSync(file, 'utf8')) as Reference

/** Both sides walk the same path; only sums over columns are added in another order. */
const TOLERANCE = 1e-9

describe.each(reference.cases)('scikit-learn and Faultline on $name', (example) => {
  const rows = example.correct.length
  const x = { data: Float32Array.from(example.x), rows, cols: example.cols }
  const correct = Uint8Array.from(example.correct)
  const z = standardizedRows(x, fitStandardizer(x))

  test('standardize alike', () => {
    expectClose(z.data.subarray(0, example.cols), example.firstUnitRow, 1e-14)
  })

  test.each(example.solutions)('take the same path for C = $C', (answer) => {
    const solution = solveSvc(gramMatrix(z), correct, {
      C: answer.C,
      weights: balancedWeights(correct),
    })
    expect(solution.iterations).toBe(answer.iterations)
    expectClose(solution.duals, answer.duals, TOLERANCE * answer.C)
    expectClose([solution.bias], [answer.bias], TOLERANCE)
  })

  test.each(example.faithful)('choose the same C of $grid and give the same values', (answer) => {
    const fit = fitFaithful(z, correct, { grid: answer.grid })
    if (fit.state !== 'ok') throw new Error(fit.state)
    expect(fit.C).toBe(answer.C)
    expectClose(fit.balancedAccuracyByC, answer.balancedAccuracyByC, TOLERANCE)
    expect(fit.balancedAccuracy).toBeCloseTo(Math.max(...answer.balancedAccuracyByC), 9)
    expectClose(fit.weights, answer.weights, TOLERANCE)
    const values = Array.from({ length: rows }, (_, row) =>
      fit.weights.reduce((sum, weight, col) => sum + weight * z.data[row * z.cols + col], fit.bias),
    )
    expectClose(values, answer.decisionValues, TOLERANCE)
  })
})

test.each(reference.folds)(
  'stratifiedFolds() divides $labels into $folds as scikit-learn does',
  (example) => {
    expect([...stratifiedFolds(example.labels, example.folds)]).toEqual(example.foldOfRow)
  },
)

test.each(reference.accuracies)(
  'balancedAccuracy() of $truth and $predicted is scikit-learn’s',
  (example) => {
    expect(balancedAccuracy(example.truth, example.predicted)).toBeCloseTo(
      example.balancedAccuracy,
      12,
    )
  },
)

function expectClose(
  found: ArrayLike<number>,
  expected: ArrayLike<number>,
  tolerance: number,
): void {
  expect(found.length).toBe(expected.length)
  const largest = Array.from(found, (value, k) => Math.abs(value - expected[k])).reduce((a, b) =>
    Math.max(a, b),
  )
  expect(largest).toBeLessThanOrEqual(tolerance)
}
