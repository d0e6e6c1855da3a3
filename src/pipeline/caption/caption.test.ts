import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { folderOf } from '../../../test/folder-of.ts'
import type { Matrix } from '../../core/vectors/matrix.ts'
import { normalDraw, randomSource } from '../../core/vectors/random.ts'
import { standardizedRows } from '../../core/vectors/row-source.ts'
import { fitStandardizer } from '../../core/vectors/standardize.ts'
import { unitOrZero } from '../../core/vectors/vector.ts'
import { inputOfFile } from '../../io/files/digest.ts'
import { openParquet } from '../../io/tables/parquet.ts'
import { writeNpy } from '../../io/vectors/npy.ts'
import { captionsFileSchema } from '../../run/captions-file.ts'
import { parseConfig } from '../../run/config.ts'
import type { Effects } from '../../run/effects.ts'
import { DataError } from '../../run/errors.ts'
import type { StepRecord } from '../../run/manifest.ts'
import { slicesFileSchema } from '../../run/slices-file.ts'
import { doStep, type Step } from '../run-folder/steps.ts'
import { type CaptionPlan, captionStep } from './caption.ts'
import type { NamingParts } from './caption-context.ts'
import type { TextTower } from './caption-vectors.ts'

const D = 24
const PLACES = ['in the snow', 'on the sand', 'in the dark', 'on the road', 'at home']

/** Vectors with the geometry of CLIP: images and texts lie in two cones far apart, which share the meaning of axes. */
function vector(random: () => number, modality: number, meaning: Record<number, number>) {
  return Float32Array.from({ length: D }, (_, j) => {
    const cone = j === modality ? 4 : 0
    return cone + (meaning[j] ?? 0) + (j < 2 ? 0.05 : 0.3) * normalDraw(random)
  })
}

const matrix = (rows: Float32Array[]): Matrix => ({
  data: Float32Array.from(rows.flatMap((row) => [...row])),
  rows: rows.length,
  cols: D,
})

/** A run on two classes, cat and dog; a cat's errors fall on places[hard], and on a second place as a mode of its own. */
function plantedRun(hard: number | undefined, second?: number): NamingParts {
  const random = randomSource('planted run', String(hard))
  const n = 1200
  const place = Array.from({ length: n }, () => Math.floor(random() * PLACES.length))
  const labels = Int32Array.from({ length: n }, (_, i) => i % 2)
  const isHard = (i: number) => place[i] === hard || place[i] === second
  const predictions = labels.map((label, i) => {
    const rate = label === 0 && hard !== undefined ? (isHard(i) ? 0.6 : 0.08) : 0.2
    return random() < rate ? 1 - label : label
  })
  const splits = Array.from({ length: n }, (_, i) => (i < n / 2 ? 'val' : 'test'))
  const x = matrix(
    place.map((at, i) => vector(random, 0, { [2 + (labels[i] ?? 0)]: 1, [5 + at]: 1.2 })),
  )
  const standardizer = fitStandardizer(x)
  const rows = [...labels.keys()].filter((i) => labels[i] === 0 && splits[i] === 'val')
  const z = standardizedRows(x, standardizer, rows)
  const weights = new Float64Array(D) // the difference of means: what an SVM tends to for small C
  const errors = rows.filter((i) => predictions[i] !== 0).length
  for (const [k, i] of rows.entries()) {
    const share = predictions[i] === 0 ? 1 / (rows.length - errors) : -1 / errors
    for (let j = 0; j < D; j++) weights[j] += share * z.data[k * D + j]
  }
  const norm = Math.sqrt(weights.reduce((sum, value) => sum + value * value, 0))
  const record = {
    ...{ rank: 1, row: 0, C: 0.01, bias: 0, norm, penalty: null, scale: null, heldOut: null },
    ...{ balancedAccuracy: null, auroc: null, aurocInterval: null },
    ...{ p: null, q: null, reached: null, drawn: null },
  }
  return {
    standardizer,
    normals: { data: weights.map((value) => value / norm), rows: 1, cols: D },
    directions: {
      profile: 'robust',
      fitSplit: 'val',
      standardizer: { split: 'val', rows: n, constantFeatures: [] },
      classes: [
        {
          class: 'cat',
          state: 'ok',
          reason: '',
          examples: 300,
          errors,
          directions: [record],
          modes: (second === undefined ? [] : [1, 2]).map((number) => ({
            ...{ number, row: number - 1, examples: 50, heldOut: null, isClaimed: true },
          })),
        },
        {
          class: 'dog',
          state: 'not-significant',
          reason: '',
          examples: 300,
          errors: 60,
          directions: [record],
          modes: [],
        },
      ],
    },
    examples: {
      classes: ['cat', 'dog'],
      ids: Array.from({ length: n }, (_, i) => `image ${i}`),
      images: [],
      labels,
      predictions,
      confidence: new Float64Array(n).fill(Number.NaN),
      splits,
      decisionValues: new Float64Array(n).fill(Number.NaN),
      combinedValues: new Float64Array(n).fill(Number.NaN),
      flagged: new Int8Array(n).fill(-1),
      modes: new Int32Array(n), // as where a run scores by prediction: none of the class's own
      metadata: {},
    },
    // The middle of a class's images in the place of the mode.
    centreOf: (mode) => {
      const own = rows.map((_, k) => k).filter((k) => place[rows[k]] === [hard, second][mode])
      const centre = new Float64Array(D)
      for (const k of own) for (let j = 0; j < D; j++) centre[j] += z.data[k * D + j]
      return unitOrZero(centre)
    },
    readRows: async (list) =>
      matrix(Array.from(list, (row) => x.data.subarray(row * D, row * D + D))),
  }
}

const textVector = (text: string, random: () => number) => {
  const at = PLACES.findIndex((place) => text.includes(place))
  const animal = text.includes('cat') ? 2 : 3
  return vector(random, 1, { [animal]: 1, ...(at >= 0 && { [5 + at]: 1.2 }) })
}

const CONFIG = parseConfig({ dataset: {}, captions: { prepositions: ['', ...PLACES] } }, 'test')

function tower(seen: string[] = []) {
  const random = randomSource('text tower')
  return {
    encodeTexts: async (texts: readonly string[]) => {
      seen.push(...texts)
      return matrix(texts.map((text) => textVector(text, random)))
    },
    close: async () => {},
  }
}

/** Does a step in the folder of the plan. */
const runStep = ({ folder }: { folder: string }, step: Step, effects: Effects = {}) =>
  doStep({ folder, runFolder: folder }, step, effects)

const finished = (sha256: string): StepRecord => ({
  step: 'fit',
  key: '',
  outputs: [{ file: 'directions.json', size: 1, sha256 }],
  folders: [],
  warnings: [],
})

const encoderSource = (model: string, load: () => Promise<TextTower> = async () => tower()) => ({
  kind: 'encoder' as const,
  models: [model],
  load,
  loadUnknownWords: async () => () => [],
})

async function plan(
  hard: number | undefined,
  more: Partial<CaptionPlan> = {},
): Promise<CaptionPlan & { folder: string }> {
  const { method, captions } = CONFIG
  if (captions === undefined) throw new Error('expected captions')
  return {
    folder: await folderOf(),
    captions,
    method,
    classes: ['cat', 'dog'],
    named: ['cat', 'dog'],
    seed: 0,
    baseFolder: '.',
    source: encoderSource('test'),
    results: [finished(String(hard))],
    load: async () => plantedRun(hard),
    ...more,
  }
}

const readJson = async (file: string) => JSON.parse(await readFile(file, 'utf8'))

test.each([0, 1, 2, 3, 4])(
  'captionStep() names planted attribute %i and proves it',
  async (hard) => {
    const made = await plan(hard)
    await runStep(made, await captionStep(made))
    const report = captionsFileSchema.parse(await readJson(join(made.folder, 'captions.json')))
    expect(report.directions).toHaveLength(1)
    expect(report.directions[0]?.hard).toBe(`a photo of a cat ${PLACES[hard]}`)
    expect(report.directions[0]?.verdict).toMatch(/^The hard images are best described as/)
    const { slices } = slicesFileSchema.parse(await readJson(join(made.folder, 'slices.json')))
    const named = slices.find(({ caption, side }) => side === 'hard' && caption !== null)
    expect(named?.accuracy).toBeLessThan(0.7)
    expect(named?.ids.length).toBeGreaterThan(20)
  },
)

test('captionStep() claims no name where the errors of the class fall at random', async () => {
  const made = await plan(undefined)
  await runStep(made, await captionStep(made))
  const report = await readJson(join(made.folder, 'captions.json'))
  expect(report.directions[0]).toMatchObject({ hard: null, easy: null })
  expect(report.directions[0].verdict).toMatch(/^No name is proven\. First candidate, not a name:/)
})

test('captionStep() names each of two modes by what sets its images apart', async () => {
  const made = await plan(0, { load: async () => plantedRun(0, 2) })
  await runStep(made, await captionStep(made))
  const report = captionsFileSchema.parse(await readJson(join(made.folder, 'captions.json')))
  const names = report.directions[0]?.modes.map(({ number, hard }) => [number, hard])
  expect(names).toEqual([0, 2].map((at, i) => [i + 1, `a photo of a cat ${PLACES[at]}`]))
})

test('captionStep() gives a class whose failure is not significant a first candidate, and no name, rows or slices', async () => {
  const made = await plan(0)
  await runStep(made, await captionStep(made))
  const report = captionsFileSchema.parse(await readJson(join(made.folder, 'captions.json')))
  expect(report.unproven).toMatchObject([
    { class: 'dog', candidate: expect.stringContaining('a photo of a dog') },
  ])
  expect(report.unproven[0]?.verdict).toMatch(/^No name is proven\. First candidate, not a name:/)
  expect(report.directions.map((one) => one.class)).toEqual(['cat'])
  const { slices } = slicesFileSchema.parse(await readJson(join(made.folder, 'slices.json')))
  expect(slices.every((slice) => slice.class === 'cat')).toBe(true)
})

test('captionStep() writes one row a caption, with the schema’s columns', async () => {
  const made = await plan(1)
  await runStep(made, await captionStep(made))
  const table = await openParquet(join(made.folder, 'captions.parquet'))
  expect(table.names.slice(0, 4)).toEqual(['class', 'direction', 'caption', 'kind'])
  expect(table.rows).toBe(6) // six captions: three on each side
})

test('captionStep() encodes each text once: a second run takes the vectors from the folder', async () => {
  const seen: string[] = []
  const source = encoderSource('1', async () => tower(seen))
  const made = await plan(0, { source })
  await runStep(made, await captionStep(made))
  expect(seen).toHaveLength(12)
  await runStep(made, await captionStep({ ...made, results: [finished('other')] }))
  expect(seen).toHaveLength(12)
})

const fileSource = async (path: string) => ({
  kind: 'file' as const,
  file: { path, input: await inputOfFile(path, 'texts.npy') },
})

test('captionStep() reads precomputed vectors, with or without those of the references', async () => {
  const random = randomSource('files')
  const texts = PLACES.map((place) => `a cat ${place}`)
  const folder = await folderOf()
  const file = join(folder, 'texts.npy')
  const rows = [...texts, 'a photo of a cat', 'a photo of a dog'].map((text) =>
    textVector(text, random),
  )
  const codes: string[] = []
  const onWarning = ({ code }: { code: string }) => codes.push(code)
  for (const count of [7, 5]) {
    const { data } = matrix(rows.slice(0, count))
    await writeNpy(file, data, [count, D])
    const source = await fileSource(file)
    const made = await plan(3, { source, captions: { texts } })
    await runStep(made, await captionStep(made), { onWarning })
    const report = await readJson(join(made.folder, 'captions.json'))
    expect(report.directions[0].hard).toBe('a cat on the road')
  }
  expect(codes).toEqual(['no-reference-vector'])
  await writeNpy(file, matrix(rows.slice(0, 6)).data, [6, D])
  const source = await fileSource(file)
  const made = await plan(3, { source, captions: { texts } })
  await expect(runStep(made, await captionStep(made))).rejects.toThrow(
    /6 rows, expected 7 \(5 captions, then 2 references\)/,
  )
})

test('captionStep() refuses text vectors that images cannot be compared with, and leaves no half-written file', async () => {
  const narrow = {
    encodeTexts: async (texts: readonly string[]) => ({
      data: new Float32Array(2 * texts.length),
      rows: texts.length,
      cols: 2,
    }),
    close: async () => {},
  }
  const made = await plan(0, { source: encoderSource('2', async () => narrow) })
  await expect(runStep(made, await captionStep(made))).rejects.toThrow(DataError)
  await expect(stat(join(made.folder, 'captions.json'))).rejects.toThrow()
})
