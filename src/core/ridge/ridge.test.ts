import { describe, expect, test } from 'vitest'
import { plainPanels } from '../svm/kernels/plain-panels.ts'
import { normalDraw, randomSource, shuffled } from '../vectors/random.ts'
import type { RowSource } from '../vectors/row-source.ts'

import { leftOutValues, openRidge, type Ridge } from './ridge.ts'

describe.each([
  [12, 5],
  [40, 130],
  [150, 20],
  [70, 70],
])('with %i rows of %i features', (n, d) => {
  const { x, y } = drawProblem(n, d)

  test('both forms, plain and WASM, give the same fit', () => {
    const [gram, primal, plain] = [
      openedFit(openRidge(rowsOf(x), 'gram'), y),
      openedFit(openRidge(rowsOf(x), 'primal'), y),
      openedFit(openRidge(rowsOf(x), 'primal', plainPanels), y),
    ]
    expect(plain).toEqual(primal)
    expectClose(gram.weights, primal.weights)
    expectClose(gram.fitted, primal.fitted)
    expectClose(gram.leverage, primal.leverage)
    expectClose(gram.statistics, primal.statistics)
  })

  test('the weights solve the normal equations', () => {
    const ridge = openRidge(rowsOf(x))
    const { weights, fitted } = ridge.fit(y)
    for (let j = 0; j < d; j++) {
      let gradient = ridge.penalty * weights[j]
      for (let i = 0; i < n; i++) gradient += (x[i][j] - ridge.mean[j]) * (fitted[i] - y[i])
      expect(gradient).toBeCloseTo(0, 9)
    }
    expect(fitted[1]).toBeCloseTo(scoreOf(weights, ridge.mean, x[1]), 10)
  })

  test('a left-out value is that of a refit without the row, at the same penalty', () => {
    const ridge = openRidge(rowsOf(x))
    const { fitted } = ridge.fit(y)
    const values = leftOutValues(y, fitted, ridge.leverage)
    for (const left of [0, 3, n - 1]) {
      const rest = x.filter((_, i) => i !== left)
      const target = y.filter((_, i) => i !== left)
      const { weights, mean } = refit(rest, target, ridge.penalty)
      expect(values[left]).toBeCloseTo(scoreOf(weights, mean, x[left]), 8)
    }
  })

  test('a statistic is the sum of target times left-out value', () => {
    const ridge = openRidge(rowsOf(x))
    const targets = Array.from({ length: 40 }, (_, k) => permuted(y, k))
    const statistics = ridge.statistics(targets)
    targets.forEach((target, k) => {
      const values = leftOutValues(target, ridge.fit(target).fitted, ridge.leverage)
      expect(statistics[k]).toBeCloseTo(
        target.reduce((sum, value, i) => sum + value * values[i], 0),
        9,
      )
    })
  })

  test('the order of rows does not matter; scaling all features scales weights inversely', () => {
    const order = shuffled(Int32Array.from(x.keys()), randomSource('order'))
    const base = openRidge(rowsOf(x)).fit(y)
    const turned = openRidge(rowsOf(Array.from(order, (row) => x[row]))).fit(
      Float64Array.from(order, (row) => y[row]),
    )
    expectClose(turned.weights, base.weights)
    const scaled = openRidge(rowsOf(x.map((row) => row.map((value) => 4 * value)))).fit(y)
    expectClose(
      scaled.weights,
      base.weights.map((weight) => weight / 4),
    )
    expectClose(scaled.fitted, base.fitted)
  })
})

test('rows that are all the same give weights and statistics of 0', () => {
  for (const form of ['gram', 'primal'] as const) {
    const ridge = openRidge(rowsOf(Array.from({ length: 6 }, () => Float64Array.of(1, 2))), form)
    const y = Float64Array.of(-1, -1, -1, 1, 1, 1)
    expect([...ridge.fit(y).weights]).toEqual([0, 0])
    expect(ridge.statistics([y])[0]).toBe(0)
  }
})

test('one row is refused, two rows are fitted', () => {
  expect(() => openRidge(rowsOf([Float64Array.of(1)]))).toThrow('1 rows, expected at least 2')
  const { weights } = openRidge(rowsOf([Float64Array.of(0), Float64Array.of(2)])).fit(
    Float64Array.of(-1, 1),
  )
  expect(weights[0]).toBeCloseTo(1 / 101, 10)
})

function drawProblem(n: number, d: number): { x: Float64Array[]; y: Float64Array } {
  const random = randomSource('ridge', n, d)
  const x = Array.from({ length: n }, () =>
    Float64Array.from({ length: d }, (_, j) => 1 + normalDraw(random) / (1 + j)),
  )
  const raw = Float64Array.from(x, (row) => row[0] + normalDraw(random))
  const mean = raw.reduce((sum, value) => sum + value, 0) / n
  return { x, y: raw.map((value) => value - mean) }
}

function rowsOf(x: readonly Float64Array[]): RowSource {
  return { rows: x.length, cols: x[0].length, write: (row, out) => out.set(x[row]) }
}

function openedFit(ridge: Ridge, y: Float64Array) {
  const targets = [y, permuted(y, 1)]
  return { ...ridge.fit(y), leverage: ridge.leverage, statistics: ridge.statistics(targets) }
}

function permuted(y: Float64Array, k: number): Float64Array {
  const order = shuffled(Int32Array.from(y.keys()), randomSource('permuted', k))
  return Float64Array.from(order, (row) => y[row])
}

/** By gradient descent's fixed point: the normal equations solved with plain elimination. */
function refit(x: readonly Float64Array[], y: Float64Array, penalty: number) {
  const [n, d] = [x.length, x[0].length]
  const mean = Float64Array.from({ length: d }, (_, j) => x.reduce((s, row) => s + row[j], 0) / n)
  const centre = y.reduce((sum, value) => sum + value, 0) / n
  const system = Array.from({ length: d }, (_, j) =>
    Float64Array.from({ length: d + 1 }, (_, k) => {
      let sum = j === k ? penalty : 0
      for (let i = 0; i < n; i++) {
        sum += (x[i][j] - mean[j]) * (k === d ? y[i] - centre : x[i][k] - mean[k])
      }
      return sum
    }),
  )
  for (let k = 0; k < d; k++) {
    for (let j = 0; j < d; j++) {
      if (j === k) continue
      const factor = system[j][k] / system[k][k]
      for (let c = k; c <= d; c++) system[j][c] -= factor * system[k][c]
    }
  }
  return { weights: Float64Array.from(system, (row, j) => row[d] / row[j]), mean }
}

function scoreOf(weights: Float64Array, mean: Float64Array, row: Float64Array): number {
  return weights.reduce((sum, weight, j) => sum + weight * (row[j] - mean[j]), 0)
}

function expectClose(a: Float64Array, b: Float64Array): void {
  expect(a.length).toBe(b.length)
  a.forEach((value, i) => {
    expect(value).toBeCloseTo(b[i], 9)
  })
}
