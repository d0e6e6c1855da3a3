import { expect, test } from 'vitest'
import { DataError } from '../../run/errors.ts'
import { errorOf, plainError } from './thread-error.ts'

test('a DataError stays one on its way between threads, any other error stays a bug', () => {
  const data = new DataError('Cannot read "x"', { path: 'x', row: 3, column: 'c', hint: 'mend it' })
  expect(errorOf(structuredClone(plainError(data)))).toEqual(data)
  expect(errorOf(structuredClone(plainError(data)))).toBeInstanceOf(DataError)
  const bug = errorOf(structuredClone(plainError(new RangeError('1 flags, expected 2'))))
  expect(bug).not.toBeInstanceOf(DataError)
  expect(bug.message).toBe('1 flags, expected 2')
  expect(errorOf(plainError('text')).message).toBe('text')
})
