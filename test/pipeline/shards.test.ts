import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { beforeAll, expect, onTestFinished, test } from 'vitest'
import { openVectors } from '../../src/io/vectors/vectors.ts'
import { vectorRows } from '../../src/pipeline/embed/vector-rows.ts'
import { gatherJob } from '../../src/pipeline/shards/gather-job.ts'
import { missingShards, readPlan } from '../../src/pipeline/shards/job-folder.ts'
import { jobStatus } from '../../src/pipeline/shards/job-status.ts'
import { planEmbedding } from '../../src/pipeline/shards/plan-embedding.ts'
import { enqueueShards, workQueue } from '../../src/pipeline/shards/shard-queue.ts'
import { workLocally } from '../../src/pipeline/shards/work-locally.ts'
import { workShards } from '../../src/pipeline/shards/work-shard.ts'
import { parseConfig } from '../../src/run/config.ts'
import { folderOf } from '../folder-of.ts'
import { colourDataset } from './colour-dataset.ts'
import { folderBytes } from './folder-bytes.ts'
import { faultline } from './guarded-run.ts'
import { runCli } from './run-cli.ts'

const BIN = join(import.meta.dirname, '../../bin/faultline.js')
const workOn = (job: string, shards: string): [string, ...string[]] => [
  process.execPath,
  BIN,
  'work',
  job,
  '--shard',
  shards,
]

let root: string
/** A job of 7 shards, planned but not begun; tests copy it. */
let planned: string
/** The same images in 2 shards. */
let few: string
/** The first, finished by one undisturbed worker. */
let finished: string
beforeAll(async () => {
  const { root: folder, config } = await colourDataset(8)
  root = folder
  planned = join(root, 'planned')
  await planEmbedding(parseConfig(config, 'test'), root, planned, 7)
  few = join(root, 'few')
  await planEmbedding(parseConfig(config, 'test'), root, few, 24)
  finished = join(root, 'finished')
  await cp(planned, finished, { recursive: true })
  await workShards(finished, [0, 1, 2, 3, 4, 5, 6])
})

/** A copy of a job, beside it, so that its paths hold. */
async function newJob(source = planned): Promise<string> {
  const job = await mkdtemp(join(root, 'job-'))
  await cp(source, job, { recursive: true })
  return job
}

/** Every file of a job with its bytes, but for the seconds that a shard took. */
async function bytesOf(job: string): Promise<Record<string, string>> {
  const names = (await readdir(job, { recursive: true, withFileTypes: true })).filter((entry) =>
    entry.isFile(),
  )
  const all: Record<string, string> = {}
  for (const { name, parentPath } of names) {
    const path = join(parentPath, name)
    const bytes = await readFile(path)
    const isDone = parentPath.endsWith('done')
    all[path.slice(job.length)] = isDone
      ? bytes.toString().replace(/"seconds": [\d.]+/, '')
      : bytes.toString('base64')
  }
  return all
}

test('a plan is the same bytes each time, and another plan is not written over it', async () => {
  const job = await newJob()
  const config = parseConfig(JSON.parse(await readFile(join(root, 'faultline.json'), 'utf8')), 'x')
  const before = await readFile(join(job, 'plan.json'), 'utf8')
  await planEmbedding(config, root, job, 7)
  expect(await readFile(join(job, 'plan.json'), 'utf8')).toBe(before)
  await expect(planEmbedding(config, root, job, 8)).rejects.toThrow('holds another plan')
  await expect(planEmbedding(config, root, join(root, 'img'), 8)).rejects.toThrow('not empty')
})

test('a shard done twice, or by two workers at once, leaves the bytes of an undisturbed one', async () => {
  const job = await newJob()
  await Promise.all([workShards(job, [0, 1, 2, 3, 4, 5, 6]), workShards(job, [6, 3, 0])])
  await rm(join(job, 'done'), { recursive: true })
  await workShards(job, [0, 1, 2, 3, 4, 5, 6])
  expect(await bytesOf(job)).toEqual(await bytesOf(finished))
})

test('a run reads the parts as they lie and is an undisturbed run, also where images could not be read; images that changed since are refused', async () => {
  const { root: folder, config } = await colourDataset(8)
  for (const name of ['train/cat/003.png', 'test/dog/007.png']) {
    await writeFile(join(folder, 'img', name), 'no image')
  }
  const job = join(folder, 'job')
  await planEmbedding(parseConfig(config, 'test'), folder, job, 7)
  await workShards(job, [0, 1, 2, 3, 4, 5, 6])
  const whole = await runCli(folder, ['run', 'faultline.json', '--out', 'whole'])
  expect(whole.code, whole.stderr).toBe(0)
  const gathered = await runCli(folder, ['gather', 'job', '--out', 'gathered'])
  expect(gathered.code, gathered.stderr).toBe(0)
  expect(gathered.stderr).toContain('2 of 48 examples have no vector and are left out')
  const [one, other] = [
    await folderBytes(join(folder, 'gathered')),
    await folderBytes(join(folder, 'whole')),
  ]
  const isResult = (name: string) =>
    !/^(steps\/.*|run\.json|skipped\.json)$/.test(name.replaceAll('\\', '/'))
  const names = Object.keys({ ...one, ...other }).filter(isResult)
  expect(names).toContain('embeddings.npy')
  for (const name of names) expect(one[name], name).toBe(other[name])

  await cp(join(folder, 'img/train/dog/001.png'), join(folder, 'img/val/cat/000.png'))
  const changed = await runCli(folder, ['gather', 'job', '--out', 'changed'])
  expect(changed.code).toBe(1)
  expect(changed.stderr).toContain('images of its shards 2 have changed since they were embedded')
})

test('tables beside the parts that have other rows than these are refused, not paired by order', async () => {
  const job = await newJob()
  await workShards(job, [0, 1, 2, 3, 4, 5, 6])
  await rm(join(job, 'metadata/metadata_00006.parquet'))
  const vectors = await openVectors(job)
  onTestFinished(() => vectors.close())
  await expect(vectorRows(vectors, job, { ids: [], names: [] })).rejects.toThrow(
    'metadata/*.parquet have 42 rows, expected 48',
  )
})

test('status names what is missing and damaged; gather refuses both with the shards to do again', async () => {
  const job = await newJob()
  await workShards(job, [0, 1, 2, 5])
  expect(await jobStatus(job)).toMatchObject({ done: [0, 1, 2, 5], missing: [3, 4, 6] })
  await expect(gatherJob(job)).rejects.toThrow('3 shards are missing and 0 damaged (3-4,6)')
  await workShards(job, [3, 4, 6])
  const [file = ''] = await readdir(join(job, 'img_emb'))
  const path = join(job, 'img_emb', file)
  const bytes = await readFile(path)
  bytes[bytes.length - 1] = 1 - (bytes.at(-1) ?? 0)
  await writeFile(path, bytes)
  expect((await jobStatus(job)).damaged).toEqual([])
  expect((await jobStatus(job, true)).damaged).toEqual([0])
  await expect(gatherJob(job)).rejects.toThrow('1 damaged (0)')
  await workShards(job, [0, 1])
  await gatherJob(job)
  expect(await bytesOf(job)).toEqual(await bytesOf(finished))
})

test('a worker refuses when the examples or the encoder are not those of the plan', async () => {
  const { root: other, config } = await colourDataset(4)
  const job = join(other, 'job')
  await planEmbedding(parseConfig(config, 'test'), other, job, 8)
  await rm(join(other, 'img', 'metadata.csv'))
  await expect(workShards(job, [1])).rejects.toThrow('the examples are no longer as planned')
  expect((await jobStatus(job)).failed).toEqual([1])
})

test('an engine names the shard of an array job by its variable', async () => {
  const job = await newJob()
  const { code, err } = await faultline(root, ['work', job], { SLURM_ARRAY_TASK_ID: '5' })
  expect(code, err).toBe(0)
  expect((await jobStatus(job)).done).toEqual([5])
})

test('a worker killed without warning costs nothing but its shard', async () => {
  const [job, undisturbed] = [await newJob(few), await newJob(few)]
  await workShards(undisturbed, [0, 1])
  const [program, ...args] = workOn(job, '0-1')
  const child = spawn(program, args)
  setTimeout(() => child.kill('SIGKILL'), 700)
  await once(child, 'close')
  await workLocally(job, { workers: 2, command: workOn(job, '-') })
  await gatherJob(job)
  expect(await bytesOf(job)).toEqual(await bytesOf(undisturbed))
})

const redis = spawnSync('redis-server', ['--version']).status === 0

test('shards go through a real Redis; what a dead worker held goes to another', async ({
  skip,
}) => {
  skip(!redis, 'no redis-server is installed here')
  const port = await freePort()
  const folder = await folderOf()
  const server = spawn('redis-server', [
    ...['--port', String(port), '--bind', '127.0.0.1', '--dir', folder],
    ...['--appendonly', 'yes', '--maxmemory-policy', 'noeviction'],
  ])
  onTestFinished(() => void server.kill('SIGKILL'))
  for await (const line of server.stdout) if (String(line).includes('Ready to accept')) break
  const url = `redis://127.0.0.1:${port}`
  const job = await newJob(few)
  expect(await enqueueShards(job, url)).toBe(2)
  expect(await enqueueShards(job, url)).toBe(2)
  const doomed = spawn(process.execPath, [BIN, 'worker', '--redis', url, '--lock', '1'])
  while ((await missingShards(job, await readPlan(job))).length > 1) {
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  doomed.kill('SIGKILL')
  const command = (path: string) => workOn(path, '-')
  await workQueue({ url, command, idleMs: 2500, lockMs: 1000 })
  expect(await missingShards(job, await readPlan(job))).toEqual([])
  expect((await jobStatus(job, true)).damaged).toEqual([])
})

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  return typeof address === 'object' && address ? address.port : 0
}
