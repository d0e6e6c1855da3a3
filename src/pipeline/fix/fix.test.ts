import { readdir, readFile, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { folderOf } from '../../../test/folder-of.ts'
import { plantedRun } from '../../../test/planted-run/planted-run.ts'
import { RUN_FILES } from '../../run/files.ts'
import { fixConfigSchema } from '../../run/fix-config.ts'
import type { FixFile } from '../../run/fix-file.ts'
import type { Run } from '../run-folder/open-run.ts'
import { FIX_FOLDER, fixRun } from './fix.ts'

const folder = await folderOf()
let run: Run
let file: FixFile
const fix = fixConfigSchema.parse({ l2: 0.01 })

beforeAll(async () => {
  run = await plantedRun(join(folder, 'planted'))
  file = await fixRun(run, { fix, baseFolder: folder })
})

const find = (from: FixFile, arm: string, reference: string, measure: string) =>
  from.comparisons.find((c) => c.arm === arm && c.reference === reference && c.measure === measure)

test('fixRun() sees that selection by direction helps the planted group, more than random does', () => {
  expect(find(file, 'direction', 'none', 'rare groups (time)')).toMatchObject({ verdict: 'gain' })
  expect(find(file, 'direction', 'random', 'rare groups (time)')).toMatchObject({ verdict: 'gain' })
  expect(find(file, 'direction', 'none', 'cat, time = night')?.gain).toBeGreaterThan(0.2)
})

test('fixRun() adds as many images in every arm that adds any', () => {
  const added = file.arms.filter((arm) => arm.added > 0)
  expect(added.map(({ name }) => name)).toEqual(['random', 'confidence', 'direction', 'oracle'])
  expect(new Set(added.map((arm) => arm.added))).toEqual(new Set([48]))
  expect(file.budgets).toEqual([
    { class: 'cat', perClass: 24 },
    { class: 'dog', perClass: 24 },
  ])
})

test('fixRun() says in words what helped and what did not', () => {
  const sentence = (arm: string) => file.summary.find((line) => line.startsWith(`${arm}:`))
  expect(sentence('direction')).toMatch(/rises from .* better than random/)
  expect(sentence('weights-confidence')).toMatch(/no sure change/)
})

test('fixRun() says that nothing helps where nothing is planted', async () => {
  const plain = await plantedRun(join(folder, 'plain'), { planted: false })
  const result = await fixRun(plain, {
    fix: { ...fix, interventions: ['direction', 'oracle'] },
    baseFolder: folder,
  })
  const gains = result.comparisons.filter(
    ({ verdict, arm }) => verdict === 'gain' && arm !== 'none',
  )
  expect(gains).toEqual([])
})

test('fixRun() killed and run again repeats no finished training and ends with the same file', async () => {
  const other = await plantedRun(join(folder, 'again'))
  const trainings = join(other.folder, FIX_FOLDER, 'trainings')
  let calls = 0
  const stop = {
    aborted: false,
    reason: new Error('stopped'),
    throwIfAborted() {
      calls += 1
      if (calls > 7) throw this.reason
    },
    addEventListener() {},
    removeEventListener() {},
  }
  const options = { fix: { ...fix, interventions: ['direction' as const] }, baseFolder: folder }
  await expect(fixRun(other, options, { signal: stop })).rejects.toThrow('stopped')
  const before = await timesOf(trainings)
  expect(before.size).toBeGreaterThan(0)
  await fixRun(other, options)
  const after = await timesOf(trainings)
  for (const [name, time] of before) expect(after.get(name)).toBe(time)
  expect(after.size).toBe(4 * 5)
  const first = await readFile(join(other.folder, RUN_FILES.fix), 'utf8')
  await rm(trainings, { recursive: true })
  await fixRun(other, options)
  expect(await readFile(join(other.folder, RUN_FILES.fix), 'utf8')).toBe(first)
})

async function timesOf(trainings: string): Promise<Map<string, number>> {
  const names = (await readdir(trainings)).filter((name) => name.endsWith('.json'))
  const times = names.map(async (name) => (await stat(join(trainings, name))).mtimeMs)
  return new Map((await Promise.all(times)).map((time, i) => [names[i] ?? '', time]))
}

test('fixRun() writes a table and a plot of every comparison', async () => {
  const table = await readFile(join(run.folder, FIX_FOLDER, 'table.csv'), 'utf8')
  expect(table.trim().split('\n')).toHaveLength(1 + file.arms.length * file.measures.length)
  const plot = await readFile(join(run.folder, FIX_FOLDER, 'gains.svg'), 'utf8')
  expect(plot).toContain('rare groups (time)')
})

test('fixRun() refuses to judge by images that the directions were fitted on', async () => {
  await expect(
    fixRun(run, { fix: { ...fix, testSplit: 'val' }, baseFolder: folder }),
  ).rejects.toThrow('also the split to')
})

test('fixRun() refuses an arm that the data do not allow, and says why', async () => {
  const interventions = ['filter' as const]
  await expect(fixRun(run, { fix: { ...fix, interventions }, baseFolder: folder })).rejects.toThrow(
    'no captions',
  )
})

test('fixRun() refuses features of a classifier that the run has not', async () => {
  const features = { classifierOutput: 'pooled' }
  await expect(fixRun(run, { fix: { ...fix, features }, baseFolder: folder })).rejects.toThrow(
    'fix.features names the output "pooled" of the classifier, and the config has none',
  )
})

test('fixRun() adds images nearest the hard captions in the arm "filter", and judges by those of the test split', async () => {
  const other = await plantedRun(join(folder, 'words'))
  const caption = {
    direction: 1,
    caption: 'at night',
    kind: 'all' as const,
    side: 'hard' as const,
    rank: 1,
    score: -1,
    claimed: true,
    contradicts: false,
    nearest: 10,
    heldOutAccuracy: null,
    intervalLow: null,
    intervalHigh: null,
    classAccuracy: null,
    p: null,
    randomAsGood: null,
    correlation: null,
    correlationP: null,
    part: null,
    partP: null,
    present: true,
    merged: 0,
  }
  const words = {
    rows: ['cat', 'dog'].map((name) => ({ ...caption, class: name })),
    reference: (name: string) => name,
    // Night is feature 5 of the planted embeddings.
    textVectors: async (texts: readonly string[]) => ({
      data: Float32Array.from(
        texts.flatMap(() => Array.from({ length: 16 }, (_, j) => +(j === 5))),
      ),
      rows: texts.length,
      cols: 16,
    }),
  }
  const interventions = ['filter' as const]
  const result = await fixRun(other, { fix: { ...fix, interventions }, baseFolder: folder, words })
  const arm = result.arms.find(({ name }) => name === 'filter')
  expect(arm?.added).toBe(48)
  expect(arm?.addedByGroup['night']).toBeGreaterThan(40)
  const near = result.measures.filter(({ kind }) => kind === 'caption')
  expect(near.map(({ name, examples }) => [name, examples])).toEqual([
    ['nearest the hard captions', 48],
    ['nearest "at night" (cat)', 24],
    ['nearest "at night" (dog)', 24],
  ])
})
