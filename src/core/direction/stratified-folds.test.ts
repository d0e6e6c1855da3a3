import { expect, test } from 'vitest'
import { stratifiedFolds } from './stratified-folds.ts'

test('stratifiedFolds() gives the first rows of a label to fold 0', () => {
  expect([...stratifiedFolds([0, 0, 0, 0, 1, 1, 1, 1], 2)]).toEqual([0, 0, 1, 1, 0, 0, 1, 1])
})

test('stratifiedFolds() orders labels by first appearance, not by value', () => {
  expect([...stratifiedFolds([1, 1, 1, 0, 0, 0], 2)]).toEqual([0, 0, 1, 0, 1, 1])
  expect([...stratifiedFolds([0, 0, 0, 1, 1, 1], 2)]).toEqual([0, 0, 1, 0, 1, 1])
})

test('stratifiedFolds() refuses fewer than two folds', () => {
  expect(() => stratifiedFolds([0, 1], 1)).toThrow(RangeError)
})
