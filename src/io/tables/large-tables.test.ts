import { expect, test } from 'vitest'
import { fileOf } from '../../../test/folder-of.ts'
import { readTable } from './table.ts'
import { checkTableSize } from './table-limits.ts'

const refusal = async (name: string, content: string) =>
  readTable(await fileOf(name, content)).then(
    () => 'read',
    (error) => `${error.code}: ${error.message}`,
  )

test('a table of 40,000 columns is refused', async () => {
  const header = Array.from({ length: 40_000 }, (_, i) => `c${i}`).join(',')
  expect(await refusal('x.csv', `${header}\n${'1,'.repeat(39_999)}1\n`)).toMatch(
    /^data: Cannot read table ".*": 40000 columns, expected at most 32768/,
  )
})

test('rows with keys of their own are refused when there are too many of them', async () => {
  const row = (i: number) =>
    JSON.stringify(Object.fromEntries(Array.from({ length: 500 }, (_, k) => [`r${i}k${k}`, k])))
  const lines = Array.from({ length: 100 }, (_, i) => row(i)).join('\n')
  expect(await refusal('x.jsonl', lines)).toMatch(/^data: .*: 32769 columns, expected at most/)
})

test('a row of 100,000 levels, one of 70 million letters and one with two equal keys are named', async () => {
  const good = '{"a":1}\n'
  expect(await refusal('x.jsonl', `${good}{"a":${'['.repeat(1e5)}${']'.repeat(1e5)}}`)).toMatch(
    /^data: .*: row 2 is not JSON, more than 100 levels deep/,
  )
  expect(await refusal('x.jsonl', `${good}{"a":"${'x'.repeat(7e7)}"}`)).toMatch(
    /^data: .*: row 2: a line of more than 67108864 characters/,
  )
  expect(await refusal('x.jsonl', `${good}{"a":1,"a":2}`)).toMatch(/two keys are "a"/)
})

test('a million rows of a hundred columns fit, more are refused with what to do', () => {
  checkTableSize('x', 1e6, 100)
  expect(() => checkTableSize('x', 16_000_001, 1)).toThrow(
    '16000001 rows, expected at most 16000000',
  )
  expect(() => checkTableSize('x', 1e6, 1000)).toThrow(
    expect.objectContaining({ code: 'data', hint: expect.stringContaining('columns') }),
  )
})
