import type { SchemaElement } from 'hyparquet'
import { type ColumnSource, parquetWriteBuffer } from 'hyparquet-writer'
import { expect, test } from 'vitest'
import { fileOf } from '../../../test/folder-of.ts'
import type { ImageColumn } from './column.ts'
import { openParquet } from './parquet.ts'
import { writeParquet } from './write-parquet.ts'

const JPEG = Uint8Array.of(0xff, 0xd8, 0xff, 0xe0, 1)
const image = (i: number) => Uint8Array.of(...JPEG, i)

async function parquet(columnData: ColumnSource[], more: object = {}) {
  return openParquet(
    await fileOf('x.parquet', new Uint8Array(parquetWriteBuffer({ columnData, ...more }))),
  )
}

/** A table as Hugging Face's `Dataset.to_parquet` writes it. */
function huggingFace(rows: { bytes: Uint8Array | null; path: string | null }[], labels: number[]) {
  const schema: SchemaElement[] = [
    { name: 'schema', num_children: 2 },
    { name: 'img', num_children: 2, repetition_type: 'OPTIONAL' },
    { name: 'bytes', type: 'BYTE_ARRAY', repetition_type: 'OPTIONAL' },
    {
      name: 'path',
      type: 'BYTE_ARRAY',
      converted_type: 'UTF8',
      logical_type: { type: 'STRING' },
      repetition_type: 'OPTIONAL',
    },
    { name: 'label', type: 'INT64', repetition_type: 'OPTIONAL' },
  ]
  const features = {
    img: { _type: 'Image' },
    label: { names: ['cat', 'dog'], _type: 'ClassLabel' },
  }
  const value = JSON.stringify({ info: { features } })
  return parquet(
    [
      { name: 'img', data: rows },
      { name: 'label', data: labels.map(BigInt) },
    ],
    { schema, rowGroupSize: 50, kvMetadata: [{ key: 'huggingface', value }] },
  )
}

test('openParquet() keeps the type of each column', async () => {
  const table = await parquet([
    { name: 'id', data: ['a', 'b', 'c'], type: 'STRING' },
    { name: 'n', data: [1n, 2n, null], type: 'INT64', nullable: true },
    { name: 'x', data: Float64Array.of(0.5, 1, 2), type: 'DOUBLE' },
    { name: 'ok', data: [true, null, false], type: 'BOOLEAN', nullable: true },
    { name: 'big', data: [2n ** 60n, 1n, 2n], type: 'INT64' },
    { name: 'when', data: [new Date(0), null, new Date(1e9)], type: 'TIMESTAMP', nullable: true },
  ])
  expect(table.rows).toBe(3)
  expect(await table.column('id')).toEqual({ kind: 'text', values: ['a', 'b', 'c'] })
  expect(await table.column('n')).toEqual({
    kind: 'number',
    values: Float64Array.of(1, 2, Number.NaN),
  })
  expect(await table.column('x')).toEqual({ kind: 'number', values: Float64Array.of(0.5, 1, 2) })
  expect(await table.column('ok')).toEqual({ kind: 'boolean', values: [true, undefined, false] })
  expect(await table.column('big')).toEqual({
    kind: 'text',
    values: ['1152921504606846976', '1', '2'],
  })
  expect(await table.column('when')).toEqual({
    kind: 'text',
    values: ['1970-01-01T00:00:00.000Z', undefined, '1970-01-12T13:46:40.000Z'],
  })
  expect(await table.column('none')).toBeUndefined()
})

test('openParquet() reads the images of a Hugging Face table row by row, and its class names', async () => {
  const count = 120
  const rows = Array.from({ length: count }, (_, i) => ({ bytes: image(i), path: `${i}.jpg` }))
  const table = await huggingFace(
    rows,
    rows.map((_, i) => i % 2),
  )
  expect(table.classNames('label')).toEqual(['cat', 'dog'])
  expect(table.imageColumns).toEqual(['img'])
  const column = (await table.column('img')) as ImageColumn
  expect(column.kind).toBe('image')
  expect(column.names).toEqual(rows.map(({ path }) => path))
  for (const row of [0, 119, 50, 49, 31, 32, 0]) {
    expect(await column.read(row)).toEqual(image(row))
  }
  expect(await Promise.all([70, 3, 110].map(column.read))).toEqual([70, 3, 110].map(image))
})

test('openParquet() names the row of an image without bytes', async () => {
  const table = await huggingFace(
    [
      { bytes: image(0), path: null },
      { bytes: null, path: 'b.jpg' },
    ],
    [0, 1],
  )
  const column = (await table.column('img')) as ImageColumn
  expect(column.names).toEqual([undefined, 'b.jpg'])
  await expect(column.read(1)).rejects.toThrow(/image of row 2 of .*: no bytes/)
})

test('openParquet() takes a plain byte column of encoded images for images', async () => {
  const table = await parquet([
    { name: 'image', data: [image(1), image(2)], type: 'BYTE_ARRAY' },
    { name: 'note', data: [Buffer.from('a'), Buffer.from('é')], type: 'BYTE_ARRAY' },
  ])
  const column = (await table.column('image')) as ImageColumn
  expect(column.kind).toBe('image')
  expect(await column.read(1)).toEqual(image(2))
  expect(await table.column('note')).toEqual({ kind: 'text', values: ['a', 'é'] })
})

test('openParquet() reads lists of numbers', async () => {
  const schema: SchemaElement[] = [
    { name: 'schema', num_children: 1 },
    { name: 'probabilities', converted_type: 'LIST', num_children: 1, repetition_type: 'OPTIONAL' },
    { name: 'list', num_children: 1, repetition_type: 'REPEATED' },
    { name: 'element', type: 'DOUBLE', repetition_type: 'OPTIONAL' },
  ]
  const table = await parquet([{ name: 'probabilities', data: [[0.1, 0.9], null, [1, 0]] }], {
    schema,
  })
  expect(await table.column('probabilities')).toEqual({
    kind: 'list',
    values: [Float64Array.of(0.1, 0.9), undefined, Float64Array.of(1, 0)],
  })
})

test('openParquet() lives with damaged Hugging Face metadata', async () => {
  for (const value of ['{', '[]', '{"info":{"features":{"id":null,"x":{"_type":"ClassLabel"}}}}']) {
    const table = await parquet([{ name: 'id', data: ['a'] }], {
      kvMetadata: [{ key: 'huggingface', value }],
    })
    expect(table.classNames('id')).toBeUndefined()
  }
})

test('openParquet() refuses what is not Parquet', async () => {
  const whole = new Uint8Array(parquetWriteBuffer({ columnData: [{ name: 'id', data: ['a'] }] }))
  const files = [
    Buffer.from(''),
    Buffer.from('id,label\n1,cat\n2,dog\n'),
    whole.subarray(0, whole.length - 5),
    Buffer.concat([Buffer.from('PAR1'), Buffer.alloc(40, 0xff), Buffer.from('PAR1')]),
    Buffer.concat([Buffer.alloc(40), Buffer.from([20, 0, 0, 0]), Buffer.from('PAR1')]),
  ]
  for (const content of files) {
    const attempt = openParquet(await fileOf('x.parquet', content))
    await expect(attempt).rejects.toThrow(/^Cannot read ".*x\.parquet" as Parquet: /)
    await expect(attempt).rejects.toMatchObject({ code: 'data' })
  }
})

test('a damaged page of a Parquet file is a DataError', async () => {
  const bytes = new Uint8Array(
    parquetWriteBuffer({ columnData: [{ name: 'id', data: ['abc', 'def'] }] }),
  )
  bytes.fill(0xee, 4, 30)
  const table = await openParquet(await fileOf('x.parquet', bytes))
  await expect(table.column('id')).rejects.toMatchObject({ code: 'data' })
})

test('openParquet() reads a file anew that was replaced', async () => {
  const path = await fileOf('x.parquet', '')
  for (const data of [['a', 'b', 'c'], ['d']]) {
    await writeParquet(path, [{ name: 'x', type: 'STRING', data }])
    const table = await openParquet(path)
    expect(table.rows).toBe(data.length)
    expect(await table.column('x')).toMatchObject({ values: data })
  }
})
