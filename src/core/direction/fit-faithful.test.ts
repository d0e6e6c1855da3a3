import { expect, test } from 'vitest'
import { gramMatrix } from '../svm/gram.ts'
import { plainKernels } from '../svm/kernels/plain-kernels.ts'
import { predictRows } from '../svm/svc-predictions.ts'
import type { Matrix64 } from '../vectors/matrix.ts'
import { randomSource } from '../vectors/random.ts'
import { FAITHFUL_GRID, fitFaithful } from './fit-faithful.ts'

test('fitFaithful() needs two errors and two correct rows', () => {
  const z = unitRows(6, 3)
  for (const flags of [
    [1, 1, 1, 1, 1, 1],
    [0, 1, 1, 1, 1, 1],
    [0, 0, 0, 0, 0, 1],
    [0, 0, 0, 0, 0, 0],
  ]) {
    const errors = flags.filter((flag) => flag === 0).length
    expect(fitFaithful(z, Uint8Array.from(flags))).toEqual({ state: 'not-enough-errors', errors })
  }
  expect(fitFaithful({ ...z, rows: 0, data: new Float64Array() }, new Uint8Array())).toEqual({
    state: 'not-enough-errors',
    errors: 0,
  })
  expect(fitFaithful(z, Uint8Array.of(0, 1, 0, 1, 1, 1)).state).toBe('ok')
})

test('fitFaithful() chooses the smallest C among the best', () => {
  const z = { data: Float64Array.of(-1, -1, -1, 1, 1, 1), rows: 6, cols: 1 }
  const fit = fitFaithful(z, Uint8Array.of(0, 0, 0, 1, 1, 1))
  expect(fit).toMatchObject({ C: 1e-6, balancedAccuracy: 1 })
})

test('fitFaithful() points from the wrong rows to the correct ones', () => {
  const z = unitRows(40, 8)
  const correct = Uint8Array.from({ length: 40 }, (_, row) => (z.data[row * 8 + 2] > 0 ? 1 : 0))
  const fit = fitFaithful(z, correct)
  expect(fit.state === 'ok' && fit.weights[2]).toBeGreaterThan(0)
})

test('fitFaithful() gives the same bits on plain kernels and without a stored Gram matrix', () => {
  for (const cols of [4, 60]) {
    const z = unitRows(50, cols)
    const random = randomSource('flags', cols)
    const correct = Uint8Array.from({ length: 50 }, () => (random() < 0.7 ? 1 : 0))
    const expected = fitFaithful(z, correct)
    expect(fitFaithful(z, correct, { kernels: plainKernels })).toEqual(expected)
    expect(fitFaithful(z, correct, { budget: 0 })).toEqual(expected)
  }
})

test('fitFaithful() changes nothing that it was given', () => {
  const z = unitRows(10, 3)
  const correct = Uint8Array.of(0, 1, 1, 0, 1, 0, 1, 1, 1, 1)
  const before = [...z.data, ...correct, ...FAITHFUL_GRID]
  fitFaithful(z, correct)
  expect([...z.data, ...correct, ...FAITHFUL_GRID]).toEqual(before)
})

test('fitFaithful() refuses flags that are not one a row', () => {
  expect(() => fitFaithful(unitRows(3, 2), Uint8Array.of(1))).toThrow('1 flags, expected 3')
})

test('predictRows() decides by exact values where float32 kernel rows cannot', () => {
  // The decision value of the last row is 2^-30, that of its kernel row 0 after rounding.
  const z = {
    data: Float64Array.of(1, 0, 0, 1, 0, 0, 1 + 2 ** -30, 1, 0),
    rows: 3,
    cols: 3,
  }
  const kernel = gramMatrix(z)
  const data = { z, kernel, correct: [1, 0, 1] }
  const fit = { duals: Float64Array.of(1, 0), bias: -1 }
  expect(predictRows(data, [2], [0, 1], fit)).toEqual([1])
  expect(predictRows({ ...data, correct: [0, 1, 1] }, [2], [0, 1], { ...fit, bias: 1 })).toEqual([
    0,
  ])
})

function unitRows(rows: number, cols: number): Matrix64 {
  const random = randomSource('unit rows', rows, cols)
  const data = Float64Array.from({ length: rows * cols }, () => random() - 0.5)
  for (let at = 0; at < data.length; at += cols) {
    const norm = Math.hypot(...data.subarray(at, at + cols))
    for (let col = at; col < at + cols; col++) data[col] /= norm
  }
  return { data, rows, cols }
}
