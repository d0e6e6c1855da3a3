import { createHash } from 'node:crypto'
import { mkdir, readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import sharp from 'sharp'
import { beforeAll, expect, test } from 'vitest'
import { folderOf } from '../../../test/folder-of.ts'
import { plantedRun } from '../../../test/planted-run/planted-run.ts'
import { matrixRow } from '../../core/vectors/matrix.ts'
import { textAt } from '../../io/tables/column.ts'
import { readCsv } from '../../io/tables/csv.ts'
import { readNpy } from '../../io/vectors/npy.ts'
import { thumbnailName } from '../../run/files.ts'
import { type Run, readEmbeddingRows } from '../run-folder/open-run.ts'
import { writeSelection } from './select.ts'
import { lossWeights, WEIGHT_RULES, type WeightRule, writeWeights } from './weights.ts'

const folder = await folderOf()
let run: Run

beforeAll(async () => {
  run = await plantedRun(folder)
})

const inside = (...names: string[]) => join(folder, 'interventions', ...names)
const isNight = (row: number) => run.examples.metadata['time']?.values[row] === 'night'

async function columnOf(file: string, name: string): Promise<(string | undefined)[]> {
  const table = await readCsv(file, () => true)
  const column = await table.column(name)
  return Array.from({ length: table.rows }, (_, row) => column && textAt(column, row))
}

test.each(Object.keys(WEIGHT_RULES) as WeightRule[])(
  'weights by "%s" are -1 outside the training split and agree between .npy, CSV and probabilities',
  async (rule) => {
    await writeWeights(run, { rule })
    const dir = inside(`weights-${rule}`)
    const weights = await readNpy(join(dir, 'weights.npy'))
    const probabilities = await readNpy(join(dir, 'probabilities.npy'))
    expect(weights.dtype).toBe('float64')
    const total = Float64Array.from(weights.data).reduce((sum, w) => sum + Math.max(0, w), 0)
    run.examples.splits.forEach((split, row) => {
      const weight = weights.data[row] ?? Number.NaN
      expect(weight === -1).toBe(split !== 'train')
      expect(probabilities.data[row]).toBeCloseTo(Math.max(0, weight) / total, 12)
    })
    const ids = await columnOf(join(dir, 'weights.csv'), 'id')
    const inTrain = run.examples.ids.filter((_, row) => run.examples.splits[row] === 'train')
    expect(ids).toEqual(inTrain)
    const written = await columnOf(join(dir, 'weights.csv'), 'weight')
    const rows = await columnOf(join(dir, 'weights.csv'), 'row')
    expect(written.map(Number)).toEqual(rows.map((row) => weights.data[Number(row)]))
  },
)

test('weights by "soft" grow with the own loss too, and are 1 where no direction stands', () => {
  const { labels, splits, decisionValues } = run.examples
  const isOwl = (row: number) => labels[row] === 2
  const combinedValues = decisionValues.map((value, row) => (row % 7 === 0 ? -9 : value))
  const flagged = run.examples.flagged.map((flag, row) => (isOwl(row) ? -1 : flag))
  const scored = { ...run, examples: { ...run.examples, combinedValues, flagged } }
  const weights = lossWeights(scored, 'soft', 'train', undefined)
  const train = [...weights.keys()].filter((row) => splits[row] === 'train')
  expect(train.filter(isOwl).every((row) => weights[row] === 1)).toBe(true)
  const cats = train.filter((row) => labels[row] === 0)
  const heaviest = Math.max(...cats.map((row) => weights[row] ?? 0))
  expect(cats.filter((row) => weights[row] === heaviest)).toEqual(
    cats.filter((row) => row % 7 === 0),
  )
})

test('weights by "times-two" are 2 exactly for flagged training examples', async () => {
  const manifest = await writeWeights(run)
  const { data } = await readNpy(inside('weights-times-two', 'weights.npy'))
  run.examples.splits.forEach((split, row) => {
    if (split === 'train') expect(data[row]).toBe(run.examples.flagged[row] === 1 ? 2 : 1)
  })
  const cats = manifest.counts.filter((count) => count.class === 'cat')
  const [all, day, night] = cats
  expect(day?.chosen).toBe((all?.chosen ?? 0) - (night?.chosen ?? 0))
  expect(night?.meanWeight).toBeGreaterThan(day?.meanWeight ?? 2)
})

test('a manifest lists every file with its size and digest, and comes from the inputs it names', async () => {
  const { files, inputs } = await writeWeights(run)
  const dir = inside('weights-times-two')
  expect((await readdir(dir)).sort()).toEqual(['manifest.json', ...files.map((f) => f.file)].sort())
  for (const { file, size, sha256 } of files) {
    const bytes = await readFile(join(dir, file))
    expect(bytes.length).toBe(size)
    expect(createHash('sha256').update(bytes).digest('hex')).toBe(sha256)
  }
  expect(inputs.map(({ file }) => file)).toEqual(['examples.parquet'])
})

test('weights refuse an unknown group, an unknown split and a name that leaves the folder', async () => {
  await expect(writeWeights(run, { rule: 'oracle-balanced', group: 'place' })).rejects.toThrow(
    'no such metadata column',
  )
  await expect(writeWeights(run, { split: 'training' })).rejects.toThrow('no example has it')
  await expect(writeWeights(run, { name: '../weights' })).rejects.toThrow('Cannot name')
})

const chosenRows = async (name: string) =>
  (await columnOf(inside(name, 'selection.csv'), 'row')).map(Number)
const nightShare = (rows: number[]) => rows.filter(isNight).length / rows.length

test('select by direction finds the planted group in the pool, at random it finds its share', async () => {
  await writeSelection(run, { budget: { perClass: 20 } })
  await writeSelection(run, { budget: { perClass: 20 }, by: 'random' })
  const hard = await chosenRows('select-direction')
  expect(hard).toHaveLength(40)
  expect(hard.every((row) => run.examples.splits[row] === 'pool')).toBe(true)
  expect(nightShare(hard)).toBeGreaterThan(0.8)
  expect(nightShare(await chosenRows('select-random'))).toBeLessThan(0.6)
})

test('select takes the lowest decision values of each class in their order', async () => {
  await writeSelection(run, { budget: { perClass: 10 }, duplicates: 1 })
  const rows = await chosenRows('select-direction')
  const { labels, splits, decisionValues } = run.examples
  const cats = [...labels.keys()]
    .filter((row) => labels[row] === 0 && splits[row] === 'pool')
    .sort((a, b) => (decisionValues[a] ?? 0) - (decisionValues[b] ?? 0))
  expect(rows.slice(0, 10)).toEqual(cats.slice(0, 10))
})

test('select without labels finds the planted group too, by the encoder better than by the prediction', async () => {
  const unlabelled: Run = {
    ...run,
    examples: {
      ...run.examples,
      labels: run.examples.labels.map((y, row) => (run.examples.splits[row] === 'pool' ? -1 : y)),
    },
  }
  await expect(writeSelection(unlabelled)).rejects.toThrow('Cannot select by label')
  const share = async (classBy: 'prediction' | 'encoder') => {
    await writeSelection(unlabelled, { classBy, budget: { perClass: 20 }, name: classBy })
    expect((await columnOf(inside(classBy, 'selection.csv'), 'label')).some(Boolean)).toBe(false)
    return nightShare(await chosenRows(classBy))
  }
  const byPrediction = await share('prediction')
  expect(await share('encoder')).toBeGreaterThanOrEqual(byPrediction)
})

test('select spreads a total over the classes with a direction', async () => {
  const { counts } = await writeSelection(run, { budget: { total: 31 } })
  const whole = counts.filter(({ column }) => column === null)
  expect(whole.map(({ class: name, chosen }) => [name, chosen])).toEqual([
    ['cat', 16],
    ['dog', 15],
  ])
})

test('select never takes two images whose standardized embeddings are nearer than the limit', async () => {
  const { warnings } = await writeSelection(run, { budget: { perClass: 15 }, duplicates: 0.6 })
  const rows = await chosenRows('select-direction')
  expect(rows).toHaveLength(30)
  expect(warnings[0]).toMatch(/near-duplicates/)
  const x = await readEmbeddingRows(run, rows)
  const { mean, deviation } = run.standardizer
  const z = rows.map((_, i) =>
    matrixRow(x, i).map((v, j) => (v - (mean[j] ?? 0)) / (deviation[j] ?? 1)),
  )
  for (const [a, left] of z.entries()) {
    for (const right of z.slice(a + 1, a < 15 ? 15 : 30))
      expect(cosine(left, right)).toBeLessThan(0.6001)
  }
})

function cosine(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const dot = (u: ArrayLike<number>, v: ArrayLike<number>) =>
    Array.from(u).reduce((sum, value, j) => sum + value * (v[j] ?? 0), 0)
  return dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b))
}

test('select shows its choice on a contact sheet when the run has thumbnails', async () => {
  await mkdir(join(folder, 'thumbnails'), { recursive: true })
  for (const id of run.examples.ids.slice(-360)) {
    const create = { width: 20, height: 10, channels: 3 as const, background: 'red' }
    await sharp({ create })
      .webp()
      .toFile(join(folder, 'thumbnails', thumbnailName(id)))
  }
  await writeSelection(run, { budget: { perClass: 12 } })
  const { width, height } = await sharp(inside('select-direction', 'sheet.png')).metadata()
  expect(width).toBeGreaterThan(900)
  expect(height).toBeGreaterThan(400)
})
