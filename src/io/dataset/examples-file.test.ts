import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parquetMetadata, parquetReadObjects } from 'hyparquet'
import { expect, test } from 'vitest'
import { fileOf, folderOf } from '../../../test/folder-of.ts'
import { writeParquet } from '../tables/write-parquet.ts'
import { type RunExamples, readExamples, writeExamples } from './examples-file.ts'

const examples: RunExamples = {
  classes: ['cat', 'dog'],
  ids: ['a', '../b', '=1+1'],
  images: ['img/ä.jpg', undefined, 'c'],
  splits: ['val', 'test', 'pool'],
  labels: Int32Array.of(0, 1, -1),
  predictions: Int32Array.of(0, 0, 1),
  confidence: Float64Array.of(0.1, 1 / 3, Number.NaN),
  decisionValues: Float64Array.of(-0.25, Number.NaN, 1e-300),
  combinedValues: Float64Array.of(-0.5, Number.NaN, Number.NaN),
  flagged: Int8Array.of(1, -1, 0),
  modes: Int32Array.of(2, 0, 0),
  metadata: Object.fromEntries([
    ['age', { kind: 'number', values: Float64Array.of(1, Number.NaN, 2.5) }],
    ['__proto__', { kind: 'text', values: ['x', undefined, 'y'] }],
    ['smiling', { kind: 'boolean', values: [true, undefined, false] }],
    ['empty', { kind: 'text', values: [undefined, undefined, undefined] }],
  ]),
}

test('readExamples() gives what writeExamples() was given', async () => {
  const path = join(await folderOf(), 'examples.parquet')
  await writeExamples(path, examples)
  const back = await readExamples(path, examples.classes)
  expect(back).toEqual(examples)
  expect(Object.keys(back.metadata)).toEqual(['age', '__proto__', 'smiling', 'empty'])
})

test('examples.parquet has the columns that the format names, with nulls', async () => {
  const path = join(await folderOf(), 'examples.parquet')
  await writeExamples(path, { ...examples, metadata: {} })
  const rows = await parquetReadObjects({ file: (await readFile(path)).buffer as ArrayBuffer })
  expect(rows[1]).toEqual({
    id: '../b',
    image: null,
    split: 'test',
    label: 'dog',
    prediction: 'cat',
    correct: false,
    confidence: 1 / 3,
    decisionValue: null,
    combinedValue: null,
    flagged: null,
    mode: null,
  })
  expect(rows[2]).toMatchObject({ label: null, prediction: 'dog', correct: null, flagged: false })
})

test('equal examples give equal bytes, in row groups of 25,000', async () => {
  const folder = await folderOf()
  const data = Array.from({ length: 60_001 }, (_, i) => (i % 7 ? i : undefined))
  for (const name of ['a', 'b']) {
    await writeParquet(join(folder, name), [{ name: 'x', type: 'DOUBLE', data: [...data] }])
  }
  const bytes = await readFile(join(folder, 'a'))
  expect(bytes.equals(await readFile(join(folder, 'b')))).toBe(true)
  const { row_groups } = parquetMetadata(bytes.buffer as ArrayBuffer)
  expect(row_groups.map(({ num_rows }) => Number(num_rows))).toEqual([25_000, 25_000, 10_001])
  const rows = await parquetReadObjects({ file: bytes.buffer as ArrayBuffer })
  expect(rows.map(({ x }) => x ?? undefined)).toEqual(data)
})

test('no examples make a readable file', async () => {
  const path = join(await folderOf(), 'examples.parquet')
  const none: RunExamples = {
    classes: ['cat'],
    ids: [],
    images: [],
    splits: [],
    labels: new Int32Array(),
    predictions: new Int32Array(),
    confidence: new Float64Array(),
    decisionValues: new Float64Array(),
    combinedValues: new Float64Array(),
    flagged: new Int8Array(),
    modes: new Int32Array(),
    metadata: {},
  }
  await writeExamples(path, none)
  expect(await readExamples(path, ['cat'])).toEqual(none)
})

test('columns of different length or of a taken name are a bug of the caller', async () => {
  const path = join(await folderOf(), 'x.parquet')
  const taken = {
    ...examples,
    metadata: { label: { kind: 'text' as const, values: ['a', 'b', 'c'] } },
  }
  await expect((async () => writeExamples(path, taken))()).rejects.toThrow(RangeError)
  const short = { ...examples, splits: ['val'] }
  await expect((async () => writeExamples(path, short))()).rejects.toThrow(
    'column "split" has 1 rows, expected 3',
  )
})

test('readExamples() refuses a foreign file and unknown classes', async () => {
  const folder = await folderOf()
  await writeParquet(join(folder, 'x.parquet'), [{ name: 'id', type: 'STRING', data: ['a'] }])
  await expect(readExamples(join(folder, 'x.parquet'), ['cat'])).rejects.toThrow('no column image')
  await expect(readExamples(await fileOf('y.parquet', 'hello'), ['cat'])).rejects.toThrow(
    'as Parquet',
  )
  await writeExamples(join(folder, 'z.parquet'), examples)
  await expect(readExamples(join(folder, 'z.parquet'), ['cat'])).rejects.toThrow(
    'label "dog" in row 2',
  )
})
