import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parquetWriteBuffer } from 'hyparquet-writer'
import { beforeAll, expect, test } from 'vitest'
import { decisionValues, hyperplaneOf } from '../../src/core/direction/hyperplane.ts'
import { readTable } from '../../src/io/tables/table.ts'
import { writeParquet } from '../../src/io/tables/write-parquet.ts'
import { readNpy, writeNpy } from '../../src/io/vectors/npy.ts'
import { run } from '../../src/pipeline/run/run.ts'
import { openRun, type Run } from '../../src/pipeline/run-folder/open-run.ts'
import { gatherJob } from '../../src/pipeline/shards/gather-job.ts'
import { planScoring } from '../../src/pipeline/shards/plan-scoring.ts'
import { workShards } from '../../src/pipeline/shards/work-shard.ts'
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

test('a job of shards gives every decision value, counts and the hardest rows; a vector with NaN is named and counts for nothing', async () => {
  const pool = vectors.slice(0, 100 * cols)
  pool[7 * cols + 1] = Number.NaN
  await writeNpy(join(root, 'pool.npy'), pool, [100, cols])
  const job = join(root, 'score-job')
  await planScoring(opened.folder, join(root, 'pool.npy'), job, { rowsPerShard: 40, hardest: 5 })
  await workShards(job, [2, 0, 1])
  const warnings: string[] = []
  const gathered = await gatherJob(job, { onWarning: ({ message }) => warnings.push(message) })
  expect(warnings).toEqual(['1 of 100 rows could not be read; done/*.json names them'])
  const tables = await Promise.all(
    [0, 1, 2].map((shard) => readTable(join(job, `scores/scores_0000${shard}.parquet`))),
  )
  const x = { data: pool, rows: 100, cols }
  const standing = opened.directions.classes.filter(({ state }) => state === 'ok')
  expect(gathered.hardest).toHaveLength(standing.length)
  for (const [i, { class: name, directions }] of standing.entries()) {
    const [direction] = directions
    if (direction === undefined) throw new Error('no direction')
    const plane = hyperplaneOf(opened.normals, direction)
    const values = decisionValues(plane, opened.standardizer, x)
    const columns = await Promise.all(tables.map((table) => table.column(`${name}#1`)))
    const written = columns.flatMap((column) =>
      column?.kind === 'number' ? [...column.values] : [],
    )
    expect(written).toEqual(
      Array.from(values, (value) => (Number.isNaN(value) ? value : expect.closeTo(value, 6))),
    )
    const order = [...values.keys()]
      .filter((row) => row !== 7)
      .sort((a, b) => (values[a] ?? 0) - (values[b] ?? 0))
    expect(gathered.hardest?.[i]).toMatchObject({
      rows: 99,
      flagged: order.filter((row) => (values[row] ?? 0) <= 0).length,
      mean: expect.closeTo(order.reduce((sum, row) => sum + (values[row] ?? 0), 0) / 99, 6),
      quantiles: expect.arrayContaining([[0.5, expect.closeTo(values[order[49] ?? 0] ?? 0, 2)]]),
      hardest: order.slice(0, 5).map((row) => [row, expect.closeTo(values[row] ?? 0, 6)]),
    })
  }
})
