import { expect, test } from 'vitest'
import { fileOf } from '../../../test/folder-of.ts'
import { readJsonl } from './jsonl.ts'
import { readTable } from './table.ts'

async function columnsOf(content: string) {
  const table = await readJsonl(await fileOf('x.jsonl', content))
  const entries = table.names.map(async (name) => [name, await table.column(name)] as const)
  return Object.fromEntries(await Promise.all(entries))
}

test('readJsonl() keeps JSON types; a missing key is unknown', async () => {
  const lines = [
    { id: 'a', age: 3, ok: true, p: [0.25, 0.75] },
    { id: 'b', ok: false, note: 'hm' },
    { id: 'c', age: null, p: [1, null] },
  ]
  expect(await columnsOf(lines.map((line) => JSON.stringify(line)).join('\r\n'))).toEqual({
    id: { kind: 'text', values: ['a', 'b', 'c'] },
    age: { kind: 'number', values: Float64Array.of(3, Number.NaN, Number.NaN) },
    ok: { kind: 'boolean', values: [true, false, undefined] },
    p: {
      kind: 'list',
      values: [Float64Array.of(0.25, 0.75), undefined, Float64Array.of(1, Number.NaN)],
    },
    note: { kind: 'text', values: [undefined, 'hm', undefined] },
  })
})

test('readJsonl() makes texts of a column of several types and of objects', async () => {
  expect(await columnsOf('{"x": 1, "y": {"a": 1}}\n{"x": "007", "y": ["b"]}\n')).toEqual({
    x: { kind: 'text', values: ['1', '007'] },
    y: { kind: 'text', values: ['{"a":1}', '["b"]'] },
  })
})

test('readJsonl() takes keys for what they are', async () => {
  const table = await readJsonl(await fileOf('x.jsonl', '{"__proto__": "a", "id": "b"}\n'))
  expect(table.names).toEqual(['__proto__', 'id'])
  expect(await table.column('__proto__')).toEqual({ kind: 'text', values: ['a'] })
  expect(({} as { id?: string }).id).toBeUndefined()
})

test.each([
  ['{"id": "a"}\n{"id": \n', 'row 2 is not JSON'],
  ['{"id": "a"}\n["b"]\n', 'row 2 is a list, expected an object'],
  ['null\n', 'row 1 is the value null, expected an object'],
  ['"text"\n', 'row 1 is the string "text", expected an object'],
])('readJsonl() refuses %j', async (content, message) => {
  const attempt = readJsonl(await fileOf('x.jsonl', content))
  await expect(attempt).rejects.toThrow(message)
  await expect(attempt).rejects.toMatchObject({ code: 'data' })
})

test('readJsonl() names a missing file', async () => {
  await expect(readJsonl('/no/such.jsonl')).rejects.toThrow('"/no/such.jsonl": no such file')
})

test('readJsonl() passes over empty lines and a byte order mark', async () => {
  expect(await columnsOf('\uFEFF{"x": 1}\n\n{"x": 2}')).toEqual({
    x: { kind: 'number', values: Float64Array.of(1, 2) },
  })
})

test('readTable() takes the NaN that Python writes into JSON as unknown, and leaves the word in texts', async () => {
  const lines = '{"id": "NaN, \\"NaN\\"", "x": NaN}\n{"id": "b", "x": 1}\n'
  const expected = {
    id: { kind: 'text', values: ['NaN, "NaN"', 'b'] },
    x: { kind: 'number', values: Float64Array.of(Number.NaN, 1) },
  }
  expect(await columnsOf(lines)).toEqual(expected)
  await expect(columnsOf('{"x": Infinity}\n')).rejects.toThrow('row 1 is not JSON')
})

test('readTable() reads a list of objects as pandas writes it, and refuses other JSON', async () => {
  const table = await readTable(await fileOf('x.json', '[{"id": "a"}, {"id": "b", "x": 2}]'))
  expect(table.rows).toBe(2)
  expect(await table.column('x')).toEqual({
    kind: 'number',
    values: Float64Array.of(Number.NaN, 2),
  })
  await expect(readTable(await fileOf('x.json', '{"id": ["a"]}'))).rejects.toThrow(
    'one object with the keys id, expected a list of objects',
  )
})

test('readTable() reads a COCO file as one row an image, and refuses images of several categories', async () => {
  const coco = {
    info: {},
    images: [
      { id: 7, file_name: 'a.jpg', width: 4 },
      { id: 3, file_name: 'b.jpg' },
      { id: 5, file_name: 'c.jpg' },
    ],
    annotations: [
      { id: 1, image_id: 3, category_id: 90, bbox: [0, 0, 1, 1] },
      { id: 2, image_id: 7, category_id: 18 },
      { id: 3, image_id: 3, category_id: 90 },
    ],
    categories: [
      { id: 18, name: 'dog' },
      { id: 90, name: 'cat' },
    ],
  }
  const read = async (value: object) => readTable(await fileOf('x.json', JSON.stringify(value)))
  const table = await read(coco)
  expect(await table.column('file_name')).toEqual({
    kind: 'text',
    values: ['a.jpg', 'b.jpg', 'c.jpg'],
  })
  expect(await table.column('label')).toEqual({ kind: 'text', values: ['dog', 'cat', undefined] })
  const and = (annotation: object) =>
    read({ ...coco, annotations: [...coco.annotations, annotation] })
  await expect(and({ image_id: 3, category_id: 18 })).rejects.toThrow(
    /1 of 3 images have several categories, expected one an image: "?b\.jpg/,
  )
  await expect(and({ image_id: 4, category_id: 18 })).rejects.toThrow('image 4, which is not there')
  await expect(and({ image_id: 5, category_id: 1 })).rejects.toThrow('category 1, which is not')
  await expect(read({ ...coco, categories: [{ id: 18 }] })).rejects.toThrow('categories.0.name')
})
