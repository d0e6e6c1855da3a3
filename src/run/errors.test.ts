import { expect, test } from 'vitest'
import {
  ConfigError,
  DataError,
  EncoderError,
  errorOf,
  FaultlineError,
  plainError,
  RunError,
} from './errors.ts'

test.each([
  new ConfigError('Cannot read "x"', { issues: [{ path: 'seed', message: 'no number' }] }),
  new DataError('Cannot read "x"', { path: 'x', row: 3, column: 'c', hint: 'mend it' }),
  new EncoderError('Cannot load "x"', { model: 'm', cause: new Error('stays behind') }),
  new RunError('Cannot open "x"', { folder: 'x' }),
])('an error of ours stays what it is on its way between threads: $code', (error) => {
  const arrived = errorOf(structuredClone(plainError(error)))
  expect(arrived).toBeInstanceOf(error.constructor)
  expect({ ...arrived, message: arrived.message }).toEqual({ ...error, message: error.message })
})

test('any other error stays a bug, with the stack that it had', () => {
  const error = Object.assign(new RangeError('1 flags, expected 2'), { code: 'data', print() {} })
  const bug = errorOf(structuredClone(plainError(error)))
  expect(bug).not.toBeInstanceOf(FaultlineError)
  expect([bug.message, bug.stack]).toEqual([error.message, error.stack])
  expect(errorOf(plainError('text')).message).toBe('text')
})
