import { expect, test } from 'vitest'
import { auroc } from '../statistics/auroc.ts'
import { newcombeInterval, wilsonInterval } from '../statistics/wilson.ts'
import { heldOutCheck } from './held-out-check.ts'

test('a value of exactly 0 is flagged; unknown values and unknown correctness do not count', () => {
  const check = heldOutCheck([-1, 0, 0.1, 5, Number.NaN, -3], [0, 1, 0, 1, 0, -1])
  expect(check.flagged).toEqual({
    examples: 2,
    errors: 1,
    errorRate: 0.5,
    interval: wilsonInterval(1, 2),
  })
  expect(check.unflagged).toMatchObject({ examples: 2, errors: 1, errorRate: 0.5 })
  expect(check.difference).toBe(0)
  expect(check.differenceInterval).toEqual(newcombeInterval([1, 2], [1, 2]))
  expect(check.auroc).toBe(auroc([-1, 0, 0.1, 5], [0, 1, 0, 1]))
})

test('errors where the flags are give a positive difference and an AUROC above a half', () => {
  const values = Array.from({ length: 100 }, (_, i) => i - 30)
  const correct = values.map((v, i) => (v <= 0 ? i % 2 : i % 10 === 0 ? 0 : 1))
  const check = heldOutCheck(values, correct)
  expect(check.difference).toBeGreaterThan(0.3)
  expect(check.differenceInterval?.[0]).toBeGreaterThan(0)
  expect(check.aurocInterval?.[0]).toBeGreaterThan(0.5)
})

test('nothing flagged, no errors or no examples leave gaps, not numbers', () => {
  expect(heldOutCheck([1, 2], [0, 1])).toMatchObject({
    flagged: { examples: 0, errors: 0, errorRate: undefined, interval: undefined },
    difference: undefined,
    differenceInterval: undefined,
    auroc: 1,
  })
  expect(heldOutCheck([-1, 2], [1, 1]).auroc).toBeUndefined()
  expect(heldOutCheck([], []).unflagged.errorRate).toBeUndefined()
})
