import { chmod, cp, mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { loadDataset } from '../../src/io/dataset/dataset.ts'
import { embedSource } from '../../src/pipeline/embed/embed-source.ts'
import { writeWeights } from '../../src/pipeline/interventions/weights.ts'
import { run } from '../../src/pipeline/run/run.ts'
import { loadRunConfig } from '../../src/pipeline/run-folder/load-config.ts'
import { olderOutputs } from '../../src/pipeline/run-folder/made-from.ts'
import { openRun } from '../../src/pipeline/run-folder/open-run.ts'
import { writeScored } from '../../src/pipeline/show/write-scored.ts'
import { parseConfig } from '../../src/run/config.ts'
import type { Effects } from '../../src/run/effects.ts'
import { mixedWeights, writeTinyEncoder } from '../tiny-onnx/index.ts'
import { colourDataset } from './colour-dataset.ts'
import { folderBytes } from './folder-bytes.ts'

let root: string
let config: object
let undisturbed: Record<string, string>
/** Settings of which every step depends on one, and the bytes of a run with them. */
let changes: object
let changed: Record<string, string>

beforeAll(async () => {
  const made = await colourDataset(12)
  root = made.root
  config = { ...made.config, groups: ['light'] }
  await runIn('whole')
  undisturbed = await folderBytes(join(root, 'whole'))
  const encoder = { ...made.config.encoder, batch: 8 }
  changes = { encoder, seed: 5, method: { minErrors: 2, folds: 2, alpha: 0.2 } }
  await runIn('changed', changes)
  changed = await folderBytes(join(root, 'changed'))
})

const runIn = (folder: string, more: object = {}, effects: Effects = {}) => {
  const options = { folder: join(root, folder), baseFolder: root, workers: 1 }
  return run(parseConfig({ ...config, ...more }, 'test'), options, effects)
}
const copyOf = async (name: string) => {
  await cp(join(root, 'whole'), join(root, name), { recursive: true })
  return join(root, name)
}
const withoutNext = (bytes: Record<string, string>) =>
  Object.fromEntries(Object.entries(bytes).filter(([name]) => !name.startsWith('next')))
/** Effects that stop the work when a step tells of its progress. */
const stopAt = (name: string): Effects => {
  const controller = new AbortController()
  const onProgress = ({ step }: { step: string }) => {
    if (step === name) controller.abort(new Error(`stopped at ${name}`))
  }
  return { signal: controller.signal, onProgress }
}

test.each([
  ['an output that the encoder does not have', 'encoder.output=nope', 'nope'],
  ['a group that does not exist', 'groups=["nope"]', 'nope'],
  ['a split that does not exist', 'method.fitSplit=nope', 'nope'],
  ['captions without an encoder of texts', 'captions.adjectives=["dark"]', 'Cannot caption'],
])('a rerun with %s is refused, and the finished run stays as it was', async (_, setting, said) => {
  const folder = await copyOf(`refused ${said}`)
  const loaded = await loadRunConfig(folder, [setting])
  const work = run(loaded.config, { folder, baseFolder: loaded.baseFolder })
  await expect(work).rejects.toThrow(said)
  await openRun(folder)
  expect(withoutNext(await folderBytes(folder))).toEqual(undisturbed)
  await rm(folder, { recursive: true })
})

test.each(['embed', 'fit', 'score', 'groups', 'thumbnails'])(
  'a rerun that is stopped at %s leaves the finished run, and the next one goes on and equals a fresh one',
  async (step) => {
    const folder = await copyOf(`stopped ${step}`)
    if (step === 'thumbnails') await rm(join(folder, 'thumbnails'), { recursive: true })
    const left = withoutNext(await folderBytes(folder))
    await expect(runIn(`stopped ${step}`, changes, stopAt(step))).rejects.toThrow('stopped at')
    await openRun(folder)
    expect(withoutNext(await folderBytes(folder))).toEqual(left)
    await runIn(`stopped ${step}`, changes)
    expect(await folderBytes(folder)).toEqual(changed)
    await rm(folder, { recursive: true })
  },
)

test('a run that was killed while it replaced the old one is whole for whoever opens it', async () => {
  await runIn('new', { seed: 9, groups: [] })
  const expected = await folderBytes(join(root, 'new'))
  for (const moved of [0, 1, 2, 3]) {
    const folder = await copyOf(`killed ${moved}`)
    await cp(join(root, 'new'), join(folder, 'next'), { recursive: true })
    await rm(join(folder, 'next', '.faultline-run'))
    const names = ['thumbnails', 'directions.json', 'steps/fit.json'].slice(0, moved)
    for (const name of names) {
      await rm(join(folder, name), { recursive: true })
      await rename(join(folder, 'next', name), join(folder, name))
    }
    expect((await openRun(folder)).manifest.config.seed).toBe(9)
    expect(await folderBytes(folder)).toEqual(expected)
    await rm(folder, { recursive: true })
  }
})

test('a finished run is opened by run where nothing can be written', async () => {
  const folder = await copyOf('read-only')
  await chmod(folder, 0o555)
  try {
    const asRoot = process.getuid?.() === 0 // whom no permission stops
    const before = await stat(join(folder, 'run.json'))
    await runIn('read-only')
    expect((await stat(join(folder, 'run.json'))).mtimeMs).toBe(before.mtimeMs)
    if (!asRoot) await expect(runIn('read-only', { seed: 1 })).rejects.toThrow('permission denied')
    expect(await folderBytes(folder)).toEqual(undisturbed)
  } finally {
    await chmod(folder, 0o755)
  }
})

test('results of steps that a rerun no longer has are removed; what later commands made stays and is told as older', async () => {
  const folder = await copyOf('older')
  const before = await openRun(folder)
  await writeWeights(before, {})
  await writeScored(before, 'new', 'id\n')
  await writeFile(join(folder, 'report.html'), 'of an older version')
  expect(await olderOutputs(folder, before.manifest)).toEqual([
    { name: 'report.html', changed: [] },
  ])
  await runIn('older', { seed: 4, groups: [], method: { minErrors: 2, folds: 2 } })
  const after = await openRun(folder)
  expect(await readdir(folder)).not.toContain('groups.json')
  const older = await olderOutputs(folder, after.manifest)
  expect(older.map(({ name }) => name)).toEqual([
    'interventions/weights-times-two',
    'scored/new.csv',
    'report.html',
  ])
  expect(older[0]?.changed).toEqual(['examples.parquet'])
  await writeWeights(after, {})
  expect(await olderOutputs(folder, after.manifest)).toHaveLength(2)
})

test('a run folder must be new, empty or one of a run: nothing of anybody else is touched', async () => {
  const mine = join(root, 'mine')
  const files = { lock: 'mine', 'run.json': '{}', '.draft.tmp': 'mine', 'thumbnails/a.jpg': 'mine' }
  await mkdir(join(mine, 'thumbnails'), { recursive: true })
  for (const [name, text] of Object.entries(files)) await writeFile(join(mine, name), text)
  const before = await folderBytes(mine)
  await expect(runIn('mine')).rejects.toThrow('is no run, expected a new or an empty folder')
  expect(await folderBytes(mine)).toEqual(before)
})

test('a run is not written where one of its inputs lies', async () => {
  const folder = await copyOf('input')
  const embeddings = { file: 'input/embeddings.npy' }
  await expect(runIn('input', { encoder: undefined, embeddings })).rejects.toThrow(
    'embeddings.file "input/embeddings.npy" is read from there',
  )
  const dataset = { images: 'input/thumbnails' }
  await expect(runIn('input', { dataset })).rejects.toThrow('dataset.images')
  expect(await folderBytes(folder)).toEqual(undisturbed)
})

test('a run in the folder of its images does not take its own thumbnails for data', async () => {
  const { root: other, config: same } = await colourDataset(4)
  const inImages = parseConfig({ ...same, dataset: { images: 'img' } }, 'test')
  const options = { folder: join(other, 'img', 'runs', 'one'), baseFolder: other, workers: 1 }
  const first = await run(inImages, options)
  const second = await run(inImages, options)
  expect(second).toEqual(first)
})

test('an image, a model or a file of vectors that changes between its digest and its use stops the run', async () => {
  const { root: other, config: same } = await colourDataset(4)
  const dataset = await loadDataset({ images: 'img', columns: {} }, other)
  const file = join(other, 'img', dataset.images?.name(0) ?? '')
  await writeFile(file, await readFile(join(other, 'img/test/dog/001.png')))
  await expect(dataset.images?.read(0)).rejects.toThrow('it changed while it was being worked on')
  const { source } = await embedSource(parseConfig(same, 'test'), other, dataset)
  await writeTinyEncoder(join(other, 'encoder.onnx'), { weights: mixedWeights(5) })
  const load = source.kind === 'encoder' ? source.load : undefined
  await expect(load?.()).rejects.toThrow('it changed while it was being read')
})
