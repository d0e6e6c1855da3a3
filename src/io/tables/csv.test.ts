import { expect, test } from 'vitest'
import { fileOf } from '../../../test/folder-of.ts'
import { readCsv } from './csv.ts'

async function columnsOf(text: string | Uint8Array, isName?: (name: string) => boolean) {
  const table = await readCsv(await fileOf('x.csv', text), isName)
  const entries = table.names.map(async (name) => [name, await table.column(name)] as const)
  return Object.fromEntries(await Promise.all(entries))
}

const text = (...values: (string | undefined)[]) => ({ kind: 'text', values })
const numbers = (...values: number[]) => ({ kind: 'number', values: Float64Array.from(values) })

test('readCsv() keeps the type of each column', async () => {
  expect(
    await columnsOf('id,age,smiling,name\na,31,True,Ann\nb,4.5e1,false,\nc,,True,Bo\n'),
  ).toEqual({
    id: text('a', 'b', 'c'),
    age: numbers(31, 45, Number.NaN),
    smiling: { kind: 'boolean', values: [true, false, true] },
    name: text('Ann', undefined, 'Bo'),
  })
})

test('readCsv() reads byte order mark, CRLF, quotes, line breaks in quotes and a last line without end', async () => {
  const file = '\uFEFFid,note\r\n1,"a, ""b""\r\nc"\r\n2,é'
  expect(await columnsOf(file)).toEqual({ id: numbers(1, 2), note: text('a, "b"\r\nc', 'é') })
})

test('readCsv() reads semicolons and tabs', async () => {
  expect(await columnsOf('id;x\na;1\n')).toEqual({ id: text('a'), x: numbers(1) })
  expect(await columnsOf('id\tx\na,b\t1\n')).toEqual({ id: text('a,b'), x: numbers(1) })
})

test.each(['007', '+5', '1e', '12345678901234567', '0x1f', '1_000', '149_87', '=1+1', '-cmd'])(
  'readCsv() leaves %s a text, and with it the whole column letter by letter',
  async (cell) => {
    expect(await columnsOf(`x\n1.50\n${cell}\n2\n`)).toEqual({ x: text('1.50', cell, '2') })
  },
)

test('readCsv() leaves names letter by letter', async () => {
  expect(await columnsOf('id,x\n1.0,1.0\n', (name) => name === 'id')).toEqual({
    id: text('1.0'),
    x: numbers(1),
  })
})

test('readCsv() takes column names for what they are', async () => {
  const columns = await columnsOf('__proto__,constructor,toString\na,b,c\n')
  expect(Object.keys(columns)).toEqual(['__proto__', 'constructor', 'toString'])
  const table = await readCsv(await fileOf('x.csv', '__proto__\na\n'))
  expect(await table.column('__proto__')).toEqual(text('a'))
  expect(await table.column('toString')).toBeUndefined()
})

test('readCsv() drops columns without a name, such as the index that pandas writes', async () => {
  expect(await columnsOf(',x\n0,a\n1,b\n')).toEqual({ x: text('a', 'b') })
})

test('readCsv() knows a header without rows from an empty file', async () => {
  expect((await readCsv(await fileOf('x.csv', 'id,label\n'))).rows).toBe(0)
  await expect(readCsv(await fileOf('x.csv', ''))).rejects.toThrow('it is empty, expected a header')
})

test.each([
  ['a short row', 'a,b\n1,2\n3\n', 'row 2: 1 fields, expected 2 as in the header'],
  ['a long row', 'a,b\n1,2,3\n', 'row 1: 3 fields, expected 2 as in the header'],
  ['an open quote', 'a,b\n1,2\n3,"4\n', 'row 2: Quote Not Closed'],
  ['two columns of one name', 'a,b,a\n1,2,3\n', 'two columns are named "a"'],
])('readCsv() refuses %s', async (_, content, message) => {
  const attempt = readCsv(await fileOf('x.csv', content))
  await expect(attempt).rejects.toThrow(message)
  await expect(attempt).rejects.toMatchObject({ code: 'data' })
})

test('readCsv() refuses UTF-16 and names a missing file', async () => {
  const utf16 = Buffer.from('\uFEFFid,x\n1,2\n', 'utf16le')
  await expect(columnsOf(utf16)).rejects.toThrow('its text is UTF-16, expected UTF-8')
  await expect(readCsv('/no/such.csv')).rejects.toThrow('Cannot read "/no/such.csv": no such file')
})
