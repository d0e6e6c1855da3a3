import { expect, test } from 'vitest'
import { classColumns } from './class-columns.ts'

test('classColumns() finds each class by name, whatever the order and the other outputs', () => {
  expect([...classColumns(['b', 'a'], ['background', 'a', 'c', 'b'])]).toEqual([3, 1])
})

test('classColumns() refuses a class without an output, and a name that several outputs have', () => {
  expect(() => classColumns(['cat', 'dogs'], ['cat', 'dog'])).toThrow(
    'no output for "dogs", expected one of "cat", "dog"',
  )
  expect(() => classColumns(['crane'], ['crane', 'crane', 'dog'])).toThrow(
    'several outputs are called "crane"',
  )
})
