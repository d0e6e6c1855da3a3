import { copyFile, cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import sharp from 'sharp'
import { beforeAll, expect, test } from 'vitest'
import { openRun, readEmbeddingRows } from '../../src/pipeline/run-folder/open-run.ts'
import { colourDataset } from './colour-dataset.ts'
import { folderBytes } from './folder-bytes.ts'
import { runCli, spawnCli } from './run-cli.ts'

let root: string
let undisturbed: Record<string, string>

beforeAll(async () => {
  ;({ root } = await colourDataset(24))
  const { code, stderr } = await runCli(root, ['run', 'faultline.json', '--out', 'whole'])
  expect(stderr).not.toContain('error')
  expect(code).toBe(0)
  undisturbed = await folderBytes(join(root, 'whole'))
})

test('faultline run finds the planted failure and leaves the class without one alone', async () => {
  const run = await openRun(join(root, 'whole'))
  const [cat, dog] = run.directions.classes
  expect(cat).toMatchObject({ class: 'cat', state: 'ok' })
  expect(dog).toMatchObject({ class: 'dog', state: expect.stringMatching(/not-/) })
  const { labels, splits, flagged, metadata } = run.examples
  const light = metadata['light']?.values as string[]
  const cats = [...labels.keys()].filter((row) => labels[row] === 0 && splits[row] === 'test')
  const dark = cats.filter((row) => light[row] === 'dark')
  // As many are flagged as are wrong, fewer than are dark.
  const flags = cats.filter((row) => flagged[row] === 1)
  expect(flags.filter((row) => dark.includes(row)).length / flags.length).toBeGreaterThan(0.8)
  expect(flags.length).toBeGreaterThan(dark.length / 2)
  expect([...flagged].filter((flag, row) => labels[row] === 1 && flag !== -1)).toEqual([])
  const check = cat?.directions[0]?.heldOut
  expect((check?.flagged.errorRate ?? 0) - (check?.unflagged.errorRate ?? 1)).toBeGreaterThan(0.3)
})

test('decision values of the run folder are those of its normals, biases and embeddings', async () => {
  const run = await openRun(join(root, 'whole'))
  const { normals, standardizer, examples, directions } = run
  const first = directions.classes[0]?.directions[0]
  const row = examples.labels.indexOf(0)
  const { data } = await readEmbeddingRows(run, [row])
  const u = [...data].map((x, j) => {
    const deviation = standardizer.deviation[j] ?? 0
    return deviation === 0 ? 0 : (x - (standardizer.mean[j] ?? 0)) / deviation
  })
  const product = u.reduce((sum, x, j) => sum + x * (normals.data[j] ?? 0), 0)
  const expected = ((first?.norm ?? 0) * product) / Math.hypot(...u) + (first?.bias ?? 0)
  expect(examples.decisionValues[row]).toBeCloseTo(expected, 10)
})

test('a run killed while it embeds, then fits, then scores continues and ends with the same bytes', async () => {
  const args = ['run', 'faultline.json', '--out', 'killed']
  for (const moment of ['embed  ', 'fit  1', 'score  ']) {
    expect(await spawnCli(root, args, moment)).toMatchObject({ code: null })
    await expect(openRun(join(root, 'killed'))).rejects.toThrow('expected a finished run')
  }
  expect((await runCli(root, args)).code).toBe(0)
  expect(await folderBytes(join(root, 'killed'))).toEqual(undisturbed)
})

test('a changed setting recomputes what depends on it and nothing else', async () => {
  const args = ['run', 'faultline.json', '--out', 'changed']
  await cp(join(root, 'whole'), join(root, 'changed'), { recursive: true })
  const again = await runCli(root, args)
  expect(again.stderr).not.toMatch(/embed|fit|score/)
  const refitted = await runCli(root, [...args, '--set', 'seed=3'])
  expect(refitted.stderr).toMatch(/fit {2}/)
  expect(refitted.stderr).not.toMatch(/embed/)
})

test('a changed image is embedded again', async () => {
  const { root: other } = await colourDataset(12)
  const args = ['embed', 'faultline.json', '--out', 'run']
  await runCli(other, args)
  const before = await folderBytes(join(other, 'run'))
  await writeFile(
    join(other, 'img/test/cat/000.png'),
    await readFile(join(other, 'img/test/dog/001.png')),
  )
  expect((await runCli(other, args)).stderr).toMatch(/embed {2}/)
  expect((await folderBytes(join(other, 'run')))['embeddings.npy']).not.toBe(
    before['embeddings.npy'],
  )
})

test('a corrupt image is skipped with a warning and listed; with --strict it is an error', async () => {
  const { root: other } = await colourDataset(8)
  await writeFile(
    join(other, 'img/val/cat/002.png'),
    (await readFile(join(other, 'img/val/cat/001.png'))).subarray(0, 40),
  )
  const strict = await runCli(other, ['run', 'faultline.json', '--out', 'run', '--strict'])
  expect(strict).toMatchObject({ code: 1, stdout: '' })
  expect(strict.stderr).toContain('val/cat/002.png')
  const lenient = await runCli(other, ['run', 'faultline.json', '--out', 'run'])
  expect(lenient.code).toBe(0)
  expect(lenient.stderr).toContain('val/cat/002.png')
  const run = await openRun(join(other, 'run'))
  expect(run.examples.ids).toHaveLength(6 * 8 - 1)
  expect(run.manifest.warnings.map(({ code }) => code)).toContain('unreadable-image')
  expect(JSON.parse(await readFile(join(other, 'run/skipped.json'), 'utf8'))).toMatchObject([
    { id: 'val/cat/002.png' },
  ])
  await rm(join(other, 'run'), { recursive: true })
})

test('--json gives the manifest as one document', async () => {
  const { stdout } = await runCli(root, ['run', 'faultline.json', '--out', 'whole', '--json'])
  expect(JSON.parse(stdout)).toMatchObject({ format: 'faultline-run', counts: { examples: 144 } })
})

test('faultline score judges new images by a finished run and marks one that shows another class', async () => {
  await mkdir(join(root, 'new/cat'), { recursive: true })
  for (const name of ['000', '001'])
    await copyFile(join(root, `img/test/cat/${name}.png`), join(root, `new/cat/${name}.png`))
  const black = { create: { width: 16, height: 12, channels: 3, background: 'black' } } as const
  await sharp(black).png().toFile(join(root, 'new/cat/unlike.png'))
  const { code, stdout } = await runCli(root, ['score', 'whole', 'new', '--identity', '--json'])
  expect(code).toBe(0)
  const { images, file } = JSON.parse(stdout)
  const run = await openRun(join(root, 'whole'))
  const before = run.examples.ids.indexOf('test/cat/000.png')
  expect(images[0].decisionValue).toBeCloseTo(run.examples.decisionValues[before] ?? 0, 5)
  expect(images.map((image: { id: string }) => image.id)).toEqual([
    'cat/000.png',
    'cat/001.png',
    'cat/unlike.png',
  ])
  expect(images[2].identity.looksLikeClass).toBe(false)
  expect(await readFile(file, 'utf8')).toMatch(
    /^id,label,scored_by,decision_value,flagged,looks_like_class/,
  )
})
