import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { folderOf } from '../../../test/folder-of.ts'
import { plantedRun } from '../../../test/planted-run/planted-run.ts'
import { type Matrix, matrixRow } from '../../core/vectors/matrix.ts'
import { textAt } from '../../io/tables/column.ts'
import { readCsv } from '../../io/tables/csv.ts'
import { readNpy } from '../../io/vectors/npy.ts'
import type { CaptionRow } from '../../run/captions-file.ts'
import { type Run, readEmbeddingRows } from '../run-folder/open-run.ts'
import type { RunWords } from './caption-targets.ts'
import { writeDecode } from './decode.ts'
import { writeFilter } from './filter.ts'
import { makePrompts, writePrompts } from './prompts.ts'

const folder = await folderOf()
let run: Run

beforeAll(async () => {
  run = await plantedRun(folder)
})

const inside = (...names: string[]) => join(folder, 'interventions', ...names)

async function columnOf(file: string, name: string): Promise<(string | undefined)[]> {
  const table = await readCsv(file, () => true)
  const column = await table.column(name)
  return Array.from({ length: table.rows }, (_, row) => column && textAt(column, row))
}

const chosenRows = async (name: string) =>
  (await columnOf(inside(name, 'selection.csv'), 'row')).map(Number)
const isNight = (row: number) => run.examples.metadata['time']?.values[row] === 'night'
const nightShare = (rows: number[]) => rows.filter(isNight).length / rows.length

function cosine(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const dot = (u: ArrayLike<number>, v: ArrayLike<number>) =>
    Array.from(u).reduce((sum, value, j) => sum + value * (v[j] ?? 0), 0)
  return dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b))
}

const row = (more: Partial<CaptionRow>): CaptionRow => ({
  class: 'cat',
  direction: 1,
  caption: '',
  kind: 'all',
  side: 'hard',
  rank: 1,
  score: 0,
  claimed: false,
  contradicts: false,
  nearest: 0,
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
  ...more,
})
const captions = ['cat', 'dog'].flatMap((name) => [
  row({ class: name, caption: `a photo of a green ${name}` }),
  row({ class: name, caption: `a photo of a ${name} at night`, rank: 2, claimed: true }),
  row({ class: name, caption: `a photo of a ${name} by day`, side: 'easy' }),
])

/** The texts in the space of the planted images: night is feature 5. */
const textVectors = async (texts: readonly string[]): Promise<Matrix> => ({
  data: Float32Array.from(
    texts.flatMap((text) => {
      const vector = new Array(16).fill(0.1)
      vector[text.includes('cat') ? 8 : 9] += 2
      if (text.includes('night')) vector[5] += 2
      if (text.includes('green')) vector[15] += 2
      return vector
    }),
  ),
  rows: texts.length,
  cols: 16,
})

const words: RunWords = {
  rows: captions,
  reference: (name) => `a photo of a ${name}`,
  textVectors,
}

test('filter keeps pool images that are nearer to the claimed hard caption than to the reference', async () => {
  const { counts } = await writeFilter(run, words, { perClass: 25 })
  const rows = await chosenRows('filter')
  expect(rows.length).toBeGreaterThan(20)
  expect(nightShare(rows)).toBeGreaterThan(0.7)
  const x = await readEmbeddingRows(run, rows)
  const classes = await columnOf(inside('filter', 'selection.csv'), 'class')
  for (const [i, name] of classes.entries()) {
    const [hard, reference] = [`a photo of a ${name} at night`, `a photo of a ${name}`]
    const texts = await textVectors([hard, reference])
    const image = matrixRow(x, i)
    expect(cosine(image, matrixRow(texts, 0))).toBeGreaterThan(cosine(image, matrixRow(texts, 1)))
  }
  expect(counts.map(({ class: name }) => name)).toContain('dog')
})

test('filter without captions is refused and leaves nothing behind', async () => {
  await expect(writeFilter(run, { ...words, rows: [] }, { name: 'nothing' })).rejects.toThrow(
    'has none',
  )
  await expect(readFile(inside('nothing', 'selection.csv'))).rejects.toThrow('ENOENT')
})

test('filter by "nearest" fills its budget and keeps every image, those that point away from the caption too', async () => {
  const options = { rule: 'nearest', perClass: 25, name: 'nearest' } as const
  const { settings, counts } = await writeFilter(run, words, options)
  expect(await chosenRows('nearest')).toHaveLength(50)
  const whole = counts.filter(({ column }) => column === null)
  expect(settings['kept']).toBe(whole.reduce((sum, { available }) => sum + available, 0))
})

test('prompts are the claimed hard, the easy and the reference caption of each class, with counts', async () => {
  await writePrompts(run, words, { perClass: 7 })
  const lines = (await readFile(inside('prompts', 'prompts.jsonl'), 'utf8')).trim().split('\n')
  const prompts = lines.map((line) => JSON.parse(line))
  expect(prompts.slice(0, 3)).toEqual([
    prompt('p0001', 'hard', 'a photo of a cat at night', 7),
    prompt('p0002', 'easy', 'a photo of a cat by day', 7),
    prompt('p0003', 'reference', 'a photo of a cat', 7),
  ])
  expect(prompts).toHaveLength(6)

  function prompt(id: string, side: string, text: string, count: number) {
    const negativePrompt = 'text, watermark, frame, collage'
    return { id, class: 'cat', direction: 1, side, prompt: text, negativePrompt, count }
  }
})

test('makePrompts() writes a prompt once, but for case and spaces, and spreads the count', () => {
  const rows = [
    row({ caption: 'A cat', rank: 1 }),
    row({ caption: 'a  cat', rank: 2 }),
    row({ caption: 'a kitten', rank: 3 }),
    row({ caption: 'a dog', rank: 4, contradicts: true }),
    row({ caption: 'a cat', side: 'easy' }),
  ]
  const prompts = makePrompts(
    { rows, reference: () => 'A CAT' },
    { captions: 9, perClass: 5, negative: '' },
  )
  expect(prompts.map(({ prompt, count }) => [prompt, count])).toEqual([
    ['A cat', 3],
    ['a kitten', 2],
  ])
})

test('prompts without captions are refused with what to do', async () => {
  await expect(writePrompts(run, { ...words, rows: [] })).rejects.toMatchObject({
    hint: expect.stringContaining('faultline caption'),
  })
})

test('decode walks from the reference caption along and against the direction, on the unit sphere', async () => {
  await writeDecode(run, words)
  const { data, shape } = await readNpy(inside('decode', 'embeddings.npy'))
  expect(shape).toEqual([2 * 2 * 6, 16])
  const matrix: Matrix = { data: Float32Array.from(data), rows: 24, cols: 16 }
  const sides = await columnOf(inside('decode', 'embeddings.csv'), 'side')
  const alphas = (await columnOf(inside('decode', 'embeddings.csv'), 'alpha')).map(Number)
  const reference = matrixRow(await textVectors(['a photo of a cat']), 0)
  // The decision value before unit length: w . (x - mean) / deviation.
  const { mean, deviation } = run.standardizer
  const easiness = (i: number) =>
    matrixRow(matrix, i).reduce(
      (sum, v, j) =>
        sum + ((run.normals.data[j] ?? 0) * (v - (mean[j] ?? 0))) / (deviation[j] ?? 1),
      0,
    )
  for (let i = 0; i < 12; i += 1) {
    expect(Math.hypot(...matrixRow(matrix, i))).toBeCloseTo(1, 6)
    if (alphas[i] === 0) expect(cosine(matrixRow(matrix, i), reference)).toBeCloseTo(1, 6)
    else if (sides[i] === 'hard') expect(easiness(i)).toBeLessThan(easiness(i - 1))
    else expect(easiness(i)).toBeGreaterThan(easiness(i - 1))
  }
})

test('decode writes the same numbers as safetensors', async () => {
  const bytes = await readFile(inside('decode', 'embeddings.safetensors'))
  const length = Number(bytes.readBigUInt64LE(0))
  const header = JSON.parse(bytes.toString('utf8', 8, 8 + length))
  expect(header).toEqual({ embeddings: { dtype: 'F32', shape: [24, 16], data_offsets: [0, 1536] } })
  const { data } = await readNpy(inside('decode', 'embeddings.npy'))
  const tensor = new Float32Array(Uint8Array.from(bytes.subarray(8 + length)).buffer)
  expect(tensor).toEqual(data)
})

test('decode lists the real images of the class nearest each point', async () => {
  const [points, ids] = await Promise.all([
    columnOf(inside('decode', 'nearest.csv'), 'class'),
    columnOf(inside('decode', 'nearest.csv'), 'id'),
  ])
  expect(ids).toHaveLength(24 * 8)
  ids.forEach((id, i) => {
    const at = run.examples.ids.indexOf(id ?? '')
    expect(run.examples.classes[run.examples.labels[at] ?? -1]).toBe(points[i])
    expect(run.examples.splits[at]).toBe('test')
  })
})
