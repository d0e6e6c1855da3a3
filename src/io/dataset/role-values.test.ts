import { expect, test } from 'vitest'
import type { Column } from '../tables/column.ts'
import { namesOf, numbersOf } from './role-values.ts'

const role = (values: (string | undefined)[]) => ({
  column: { kind: 'text', values } satisfies Column,
  name: 'x',
  path: 'x.csv',
})
const names = (...values: (string | undefined)[]) => namesOf(role(values), values.length)
const numbers = (...values: (string | undefined)[]) => [...numbersOf(role(values), values.length)]

test('blanks round a name do not count, and Unicode is composed', () => {
  expect(names(' cat\t', '\u00a0cat', 'cat\u200b', 'cafe\u0301', 'a b')).toEqual([
    'cat',
    'cat',
    'cat',
    'caf\u00e9',
    'a b',
  ])
})

test('what programs write for nothing is unknown, None and NA are names', () => {
  expect(names('nan', 'NaN', ' NAN ', '', ' ', '<NA>', 'NaT', '#N/A')).toEqual(
    new Array(8).fill(undefined),
  )
  expect(names('None', 'NA', 'null', 'nano', '__proto__')).toEqual([
    'None',
    'NA',
    'null',
    'nano',
    '__proto__',
  ])
})

test('an object gives its label, or is refused', () => {
  expect(names('{"label":"cat","confidence":0.9}', undefined, '{"label":3}')).toEqual([
    'cat',
    undefined,
    '3',
  ])
  expect(names('{weird}', '{"a')).toEqual(['{weird}', '{"a'])
  expect(() => names('{"label":"cat"}', '{"name":"dog"}')).toThrow(
    'x of row 2 of "x.csv": {"name":"dog"}',
  )
  expect(() => names('{"name":"dog"}')).toThrow('expected an object with a text "label"')
})

test('lists are no names', () => {
  const column: Column = { kind: 'list', values: [[1, 2]] }
  expect(() => namesOf({ column, name: 'x', path: 'x.csv' }, 1)).toThrow(
    'lists of numbers, expected',
  )
})

test('numbers are read as people write them', () => {
  expect(numbers('0.5', '0,25', ' 75 % ', '1e-3', '12,5%', '', 'None', 'N/A')).toEqual([
    0.5,
    0.25,
    0.75,
    0.001,
    0.125,
    Number.NaN,
    Number.NaN,
    Number.NaN,
  ])
})

test('a cell that is no number is named, with how many there are', () => {
  expect(() => numbers('0.5', '0.9.1', 'high')).toThrow(
    'Cannot use x of row 2 of "x.csv": expected a number, found "0.9.1", "high" (2 of 3 rows)',
  )
  expect(() => numbers('1.234,5')).toThrow('1.234,5')
})
