import { mkdir, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { readNpy, writeNpy } from '../../src/io/vectors/npy.ts'
import { openImageCache } from '../../src/pipeline/embed/image-cache.ts'
import { run } from '../../src/pipeline/run/run.ts'
import { removeOldest } from '../../src/pipeline/run-folder/user-cache.ts'
import { parseConfig } from '../../src/run/config.ts'
import { folderOf } from '../folder-of.ts'
import { colourDataset } from './colour-dataset.ts'
import { folderBytes } from './folder-bytes.ts'

let root: string
let config: Awaited<ReturnType<typeof colourDataset>>['config']
let cache: string
let undisturbed: Record<string, string>

beforeAll(async () => {
  ;({ root, config } = await colourDataset(10))
  undisturbed = await runIn('undisturbed')
})
beforeEach(async () => {
  cache = await folderOf()
  vi.stubEnv('FAULTLINE_CACHE', cache)
})
afterEach(() => vi.unstubAllEnvs())

/** Runs up to the vectors in a new folder, and gives the bytes that it leaves. */
async function runIn(name: string, more: object = {}) {
  const folder = join(root, name)
  await rm(folder, { recursive: true, force: true })
  await run(parseConfig({ ...config, ...more }, 'test'), {
    folder,
    baseFolder: root,
    until: 'embed',
  })
  return folderBytes(folder)
}
const kept = async () =>
  (await readdir(cache, { recursive: true }))
    .filter((name) => /\.(npy|json)$/.test(name))
    .sort()
    .map((name) => join(cache, name))

test('a run that fills the cache and one that is served from it leave the bytes of a run without it', async () => {
  expect(await runIn('cold')).toEqual(undisturbed)
  const files = await kept()
  expect(files.length).toBe(2)
  const long = new Date(0)
  for (const file of files) await utimes(file, long, long)
  expect(await runIn('warm')).toEqual(undisturbed)
  const [json = '', npy = ''] = files
  expect((await stat(json)).mtimeMs, 'not written again').toBe(0)
  expect((await stat(npy)).mtimeMs, 'marked as used').toBeGreaterThan(0)
})

test('what was cut short or damaged counts for nothing, and is mended', async () => {
  await runIn('cold')
  const [json = '', npy = ''] = await kept()
  const whole = await readFile(npy)
  await rm(json)
  expect(await runIn('cut short')).toEqual(undisturbed)
  const { data, shape } = await readNpy(npy)
  await writeNpy(
    npy,
    Float32Array.from(data, (value) => value + 1),
    shape,
  )
  expect(await runIn('damaged')).toEqual(undisturbed)
  expect(await readFile(npy)).toEqual(whole)
  await writeFile(json, '{')
  expect(await runIn('no JSON')).toEqual(undisturbed)
})

test('other settings of the encoder and other images have vectors of their own', async () => {
  await runIn('cold')
  const input = { ...config.encoder.input, mean: [0.5, 0.5, 0.5] }
  const other = await runIn('other', { encoder: { ...config.encoder, input } })
  expect(other['embeddings.npy']).not.toBe(undisturbed['embeddings.npy'])
  expect((await kept()).length).toBe(4)
  const digests = ['a', 'b', undefined]
  const images = { digest: async (row: number) => digests[row] }
  const ours = openImageCache(cache, 'x', images)
  const embeddings = { data: Float32Array.of(1, 2), rows: 2, cols: 1 }
  await ours.keep([0, 1], { embeddings, turned: [1], oneColour: [] })
  expect(await ours.find([0, 1])).toEqual({ embeddings, turned: [1], oneColour: [] })
  expect(await ours.find([1, 0])).toBe(undefined)
  expect(await ours.find([0, 2])).toBe(undefined)
  expect(await openImageCache(cache, 'y', images).find([0, 1])).toBe(undefined)
})

test('a run with an unreadable image says the same with the cache as without', async () => {
  const path = join(root, 'img/train/cat/003.png')
  const image = await readFile(path)
  await writeFile(path, 'no image')
  try {
    const first = await runIn('unreadable')
    expect(await runIn('unreadable again')).toEqual(first)
    expect(await kept()).toEqual([])
  } finally {
    await writeFile(path, image)
  }
})

test('a cache that cannot be written is none', async () => {
  await writeFile(join(cache, 'file'), '')
  vi.stubEnv('FAULTLINE_CACHE', join(cache, 'file'))
  expect(await runIn('nowhere')).toEqual(undisturbed)
})

test('the cache keeps to its size: what was used last stays, half-written files go like others', async () => {
  await mkdir(join(cache, 'a'))
  for (const [i, name] of ['1.npy', '.2.tmp', '3.npy', '4.npy'].entries()) {
    const path = join(cache, 'a', name)
    await writeFile(path, 'x'.repeat(10))
    await writeFile(path.replace('.npy', '.json'), '{}')
    await utimes(path, i, i)
  }
  await removeOldest(cache, 20)
  expect((await readdir(join(cache, 'a'))).sort()).toEqual(['3.json', '3.npy', '4.json', '4.npy'])
})
