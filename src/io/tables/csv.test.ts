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

test('readCsv() reads rows that end otherwise than the header, and files with the ends of an old Macintosh', async () => {
  const expected = { name: text('a', 'b', 'c'), x: numbers(1, 2, 3) }
  expect(await columnsOf('name,x\r\na,1\nb,2\r\nc,3\n')).toEqual(expected)
  expect(await columnsOf('name,x\na,1\r\nb,2\nc,3\r\n')).toEqual(expected)
  expect(await columnsOf('name,x\ra,1\rb,2\rc,3')).toEqual(expected)
  expect(await columnsOf('name\r\na\nb\r\nc\n')).toEqual({ name: expected.name })
  const long = Array.from({ length: 40_000 }, (_, i) => `r${i},1\r\n`).join('') // across chunks of the file
  const { name } = await columnsOf(`name,x\r\n${long}`)
  expect(name).toMatchObject({ values: { length: 40_000, 39999: 'r39999' } })
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

test('readCsv() reads UTF-16 in both byte orders, with and without a mark', async () => {
  const text = 'id,x\ncafé,2\n'
  const expected = await columnsOf(text)
  for (const start of ['\uFEFF', '']) {
    const little = Buffer.from(start + text, 'utf16le')
    expect(await columnsOf(little)).toEqual(expected)
    expect(await columnsOf(Buffer.from(little).swap16())).toEqual(expected)
  }
})

test('readCsv() reads what is no UTF-8 as Windows-1252, and says so', async () => {
  const path = await fileOf(
    'x.csv',
    Buffer.concat([Buffer.from('id,label\n1,caf'), Buffer.of(0xe9, 0x20, 0x80, 0x0a)]),
  )
  const warnings: string[] = []
  const table = await readCsv(
    path,
    () => true,
    ({ code }) => warnings.push(code),
  )
  expect(await table.column('label')).toEqual({ kind: 'text', values: ['café €'] })
  expect(warnings).toEqual(['text-encoding'])
})

test('readCsv() takes the separator that Excel names in a first line, and bars', async () => {
  const expected = await columnsOf('id,x\n1,2\n')
  expect(await columnsOf('sep=;\r\nid;x\r\n1;2\r\n')).toEqual(expected)
  expect(await columnsOf('id|x\n1|2\n')).toEqual(expected)
})

test('readCsv() passes over the # that numpy.savetxt puts before its header', async () => {
  expect(await columnsOf('# id,x\n1,2\n')).toEqual(await columnsOf('id,x\n1,2\n'))
})

test('readCsv() names a missing file', async () => {
  await expect(readCsv('/no/such.csv')).rejects.toThrow('Cannot read "/no/such.csv": no such file')
})
