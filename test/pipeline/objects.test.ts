import { readdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { loadDataset } from '../../src/io/dataset/dataset.ts'
import { readTable } from '../../src/io/tables/table.ts'
import { writeParquet } from '../../src/io/tables/write-parquet.ts'
import { formatNpy } from '../../src/io/vectors/npy.ts'
import { openVectors } from '../../src/io/vectors/vectors.ts'
import { jobStatus } from '../../src/pipeline/shards/job-status.ts'
import { planEmbedding } from '../../src/pipeline/shards/plan-embedding.ts'
import { workShards } from '../../src/pipeline/shards/work-shard.ts'
import { parseConfig } from '../../src/run/config.ts'
import { folderOf } from '../folder-of.ts'
import { type Fault, KEYS, startObjectStore } from '../object-store/object-store.ts'
import { colourDataset } from './colour-dataset.ts'

test('images in a store that fails now and then are those of the folder here; a job of them holds no keys', async () => {
  const { root, config } = await colourDataset(4)
  const store = await startObjectStore()
  const images = join(root, 'img')
  for (const path of await filesBelow(images)) {
    store.objects.set(`bucket/my set${path.slice(images.length)}`, await readFile(path))
  }
  const here = await loadDataset(parseConfig(config, 'test').dataset, root)
  const there = parseConfig({ ...config, dataset: { images: 's3://bucket/my set' } }, 'test')
  const none = new Array<Fault | undefined>(9).fill(undefined)
  store.faults = [...none, 'busy', 'cut', 'damaged', 'short']
  const dataset = await loadDataset(there.dataset, root)
  expect(store.faults).toEqual([])
  expect(dataset.ids).toEqual(here.ids)
  for (const row of here.ids.keys()) {
    expect(await dataset.images?.read(row)).toEqual(
      new Uint8Array((await here.images?.read(row)) ?? []),
    )
  }
  const jobs = [join(root, 'job-here'), join(root, 'job-there')] as const
  await planEmbedding(parseConfig(config, 'test'), root, jobs[0], 20)
  await planEmbedding(there, root, jobs[1], 20)
  for (const job of jobs) await workShards(job, [0, 1])
  for (const part of ['img_emb/img_emb_00000.npy', 'img_emb/img_emb_00001.npy']) {
    expect(await readFile(join(jobs[1], part))).toEqual(await readFile(join(jobs[0], part)))
  }
  for (const path of await filesBelow(jobs[1])) {
    const bytes = await readFile(path)
    expect(bytes.includes(KEYS.secret) || bytes.includes(KEYS.id), path).toBe(false)
  }
  // A store that gives nothing is no pile of damaged images.
  await rm(join(jobs[1], 'done'), { recursive: true })
  process.env['AWS_SECRET_ACCESS_KEY'] = 'another'
  await expect(workShards(jobs[1], [0])).rejects.toThrow('access is denied')
  process.env['AWS_SECRET_ACCESS_KEY'] = KEYS.secret
  expect(await jobStatus(jobs[1])).toMatchObject({ done: [], failed: [0] })
  store.objects.set('bucket/my set/val/cat/000.png', Uint8Array.of(1))
  const row = dataset.ids.indexOf('val/cat/000.png')
  await expect(dataset.images?.read(row)).rejects.toThrow('it changed while it was being worked on')
})

async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  return entries
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name))
}

test('tables and vectors in a store are read by ranges, and are what they are here', async () => {
  const store = await startObjectStore()
  const folder = await folderOf({ 'x.csv': 'id,label\na,ü\nb,y\n' })
  await writeParquet(join(folder, 'x.parquet'), [
    { name: 'id', type: 'STRING', data: ['a', 'b', 'c'] },
    { name: 'label', type: 'INT32', data: [0, 1, 1] },
  ])
  for (const name of ['x.csv', 'x.parquet']) {
    store.objects.set(`bucket/${name}`, await readFile(join(folder, name)))
    const [here, there] = [
      await readTable(join(folder, name)),
      await readTable(`s3://bucket/${name}`),
    ]
    expect(there.names).toEqual(here.names)
    for (const column of here.names)
      expect(await there.column(column)).toEqual(await here.column(column))
  }
  const parts = [Float32Array.of(1, 2, 3, 4), Float32Array.of(5, 6)]
  parts.forEach((data, i) => {
    store.objects.set(`bucket/job/img_emb/img_emb_${i}.npy`, formatNpy(data, [data.length / 2, 2]))
  })
  const vectors = await openVectors('s3://bucket/job')
  expect(await vectors.readRows(1, 2)).toEqual(Float32Array.of(3, 4, 5, 6))
  await vectors.close()
  expect(store.requests.filter((line) => !/bytes=|GET bucket\/$/.test(line))).toEqual([])
})
