import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parquetWriteBuffer } from 'hyparquet-writer'
import { beforeAll, expect, test } from 'vitest'
import { writeParquet } from '../../src/io/tables/write-parquet.ts'
import { readNpy, writeNpy } from '../../src/io/vectors/npy.ts'
import { run } from '../../src/pipeline/run/run.ts'
import { openRun, type Run } from '../../src/pipeline/run-folder/open-run.ts'
import { scoreImages } from '../../src/pipeline/show/score-images.ts'
import { parseConfig } from '../../src/run/config.ts'
import { colourDataset } from './colour-dataset.ts'

let root: string
let opened: Run
let vectors: Float32Array
let cols: number
beforeAll(async () => {
  const { root: folder, config } = await colourDataset(30)
  root = folder
  const out = join(root, 'whole')
  await run(parseConfig(config, 'test'), { folder: out, baseFolder: root, workers: 1 })
  opened = await openRun(out)
  const { data, shape } = await readNpy(join(out, 'embeddings.npy'))
  vectors = Float32Array.from(data)
  cols = shape[1] ?? 0
})

const classNames = () => opened.directions.classes.map((found) => found.class)

test('vectors in parts are scored as the classes that the tables beside them tell, with the values of the run', async () => {
  const { ids, labels, decisionValues } = opened.examples
  const folder = join(root, 'parts')
  await mkdir(join(folder, 'metadata'), { recursive: true })
  for (const [part, [start, end]] of [
    [0, 50],
    [50, ids.length],
  ].entries() as Iterable<[number, [number, number]]>) {
    const rows = end - start
    const data = vectors.slice(start * cols, end * cols)
    await writeNpy(join(folder, 'img_emb', `img_emb_${part}.npy`), data, [rows, cols])
    await writeParquet(join(folder, 'metadata', `metadata_${part}.parquet`), [
      { name: 'id', type: 'STRING', data: ids.slice(start, end) },
      {
        name: 'label',
        type: 'STRING',
        data: [...labels.slice(start, end)].map((c) => classNames()[c]),
      },
    ])
  }
  const scored = await scoreImages(opened, folder)
  expect(scored.map(({ id }) => id)).toEqual([...ids])
  expect(scored.map(({ label }) => label)).toEqual([...labels].map((c) => classNames()[c]))
  expect(scored.every(({ scoredBy }) => scoredBy === 'label')).toBe(true)
  expect(scored.map(({ decisionValue }) => decisionValue)).toEqual([...decisionValues])
})

test('vectors of which nothing is known are scored under every class that has a direction', async () => {
  const scored = await scoreImages(opened, join(root, 'whole', 'embeddings.npy'))
  const standing = opened.directions.classes.flatMap(({ state }, c) => (state === 'ok' ? [c] : []))
  expect(standing.length).toBeGreaterThan(0)
  expect(scored.length).toBe(opened.examples.ids.length * standing.length)
  const { labels, decisionValues } = opened.examples
  for (const [k, c] of standing.entries()) {
    for (const [row, label] of labels.entries()) {
      const found = scored[row * standing.length + k]
      expect(found).toMatchObject({
        id: String(row),
        label: classNames()[c],
        scoredBy: 'every class',
      })
      if (label === c) expect(found?.decisionValue).toBe(decisionValues[row])
    }
  }
})

test('the folder of a job, whose tables have ids and paths but no classes, is scored under its ids', async () => {
  const { ids, decisionValues, labels } = opened.examples
  const folder = join(root, 'job')
  await mkdir(join(folder, 'metadata'), { recursive: true })
  const data = vectors.slice(0, 3 * cols)
  await writeNpy(join(folder, 'img_emb', 'img_emb_0.npy'), data, [3, cols])
  await writeParquet(join(folder, 'metadata', 'metadata_0.parquet'), [
    { name: 'id', type: 'STRING', data: ids.slice(0, 3) },
    { name: 'image_path', type: 'STRING', data: ids.slice(0, 3) },
  ])
  const scored = await scoreImages(opened, folder)
  expect([...new Set(scored.map(({ id }) => id))]).toEqual(ids.slice(0, 3))
  for (const [row, id] of ids.slice(0, 3).entries()) {
    const name = classNames()[labels[row] ?? -1]
    const found = scored.find((each) => each.id === id && each.label === name)
    if (found) expect(found.decisionValue).toBe(decisionValues[row])
  }
})

test('a Parquet file of vectors with predictions is scored as the classes predicted', async () => {
  const { decisionValues, labels } = opened.examples
  const rows = [0, 1, 2, 3]
  const list = { name: 'embedding', converted_type: 'LIST', num_children: 1 } as const
  const bytes = parquetWriteBuffer({
    columnData: [
      { name: 'id', data: rows.map((row) => `n${row}`) },
      { name: 'prediction', data: rows.map((row) => classNames()[labels[row] ?? -1]) },
      {
        name: 'embedding',
        data: rows.map((row) => [...vectors.slice(row * cols, (row + 1) * cols)]),
      },
    ],
    schema: [
      { name: 'root', num_children: 3 },
      { name: 'id', type: 'BYTE_ARRAY', converted_type: 'UTF8', repetition_type: 'REQUIRED' },
      {
        name: 'prediction',
        type: 'BYTE_ARRAY',
        converted_type: 'UTF8',
        repetition_type: 'REQUIRED',
      },
      { ...list, repetition_type: 'OPTIONAL' },
      { name: 'list', num_children: 1, repetition_type: 'REPEATED' },
      { name: 'element', type: 'FLOAT', repetition_type: 'OPTIONAL' },
    ],
  })
  await writeFile(join(root, 'new.parquet'), Buffer.from(bytes))
  const scored = await scoreImages(opened, join(root, 'new.parquet'))
  expect(scored.map(({ id, scoredBy }) => [id, scoredBy])).toEqual(
    rows.map((row) => [`n${row}`, 'prediction']),
  )
  expect(scored.map(({ decisionValue }) => decisionValue)).toEqual(
    rows.map((row) => decisionValues[row]),
  )
})

test('vectors of another width, and what needs a class where none is known, are refused', async () => {
  await writeNpy(join(root, 'wide.npy'), new Float32Array(6), [2, 3])
  await expect(scoreImages(opened, join(root, 'wide.npy'))).rejects.toThrow(
    `3 numbers a vector, expected ${cols} as in the run`,
  )
  const own = join(root, 'whole', 'embeddings.npy')
  await expect(scoreImages(opened, own, { identity: true })).rejects.toThrow(
    'nothing tells their class',
  )
})
