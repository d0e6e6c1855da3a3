import { expect, test } from 'vitest'
import { type Cell, csvText } from './csv-text.ts'

const cell = (value: Cell) => csvText(['x'], [[value]]).slice('x\n'.length, -1)

test('csvText() quotes what needs it', () => {
  expect(csvText(['id', 'a,b'], [['x', 'y"z\n']])).toBe('id,"a,b"\nx,"y""z\n"\n')
  expect(['plain', ' padded', undefined, Number.NaN, false, 1e21].map(cell)).toEqual([
    'plain',
    '" padded"',
    '',
    '',
    'false',
    '1e+21',
  ])
})

test('no spreadsheet runs a text as a formula, and numbers stay numbers', () => {
  const texts = ['=HYPERLINK("x")', '@cmd', '+1', '-cmd', '\ttab', '\rcr']
  expect(texts.map(cell)).toEqual([
    '"\'=HYPERLINK(""x"")"',
    "'@cmd",
    "'+1",
    "'-cmd",
    "'\ttab",
    '"\'\rcr"',
  ])
  expect(csvText(['=1+1'], [[-1.5]])).toBe("'=1+1\n-1.5\n")
})
