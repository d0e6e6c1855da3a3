import { join } from 'node:path'
import sharp from 'sharp'
import { beforeAll, expect, test } from 'vitest'
import { folderOf } from '../../test/folder-of.ts'
import { colourWeights, writeTinyClassifier } from '../../test/tiny-onnx/index.ts'
import { classifierSchema } from '../run/config.ts'
import { loadClassifier } from './classifier.ts'

const folder = await folderOf()
beforeAll(async () => {
  await writeTinyClassifier(join(folder, 'three.onnx'), {
    weights: [colourWeights(8, 0, 0), colourWeights(0, 8, 0), colourWeights(0, 0, 8)],
  })
  await writeTinyClassifier(join(folder, 'one.onnx'), { weights: [colourWeights(8, 0, -8)] })
})

const load = (onnx: string, classes: readonly string[], more: Record<string, unknown> = {}) => {
  const input = { size: 8, mean: [0], std: [1] }
  return loadClassifier(classifierSchema.parse({ onnx, input, ...more }), folder, classes)
}

/** Images of one colour. */
const COLOURS = ['#ff0000', '#00ff00', '#0000ff', '#664400']

async function classify(classifier: Awaited<ReturnType<typeof load>>) {
  const images = COLOURS.map((background) =>
    sharp({ create: { width: 8, height: 8, channels: 3, background } })
      .png()
      .toBuffer(),
  )
  const prepared = await Promise.all(images.map(async (image) => classifier.prepare(await image)))
  const { data, rows, cols } = await classifier.encode(prepared)
  await classifier.close()
  return Array.from({ length: rows }, (_, row) => [...data.slice(row * cols, (row + 1) * cols)])
}

const rounded = (rows: number[][]) => rows.map((row) => row.map((value) => value.toFixed(5)))

test('logits become probabilities by softmax, the same as the model itself would give', async () => {
  const logits = await classify(await load('three.onnx', ['red', 'green', 'blue']))
  const own = await load('three.onnx', ['red', 'green', 'blue'], { output: 'probs' })
  expect(rounded(logits)).toEqual(rounded(await classify(own)))
  logits.forEach((row) => {
    expect(row.reduce((sum, p) => sum + p, 0)).toBeCloseTo(1, 5)
  })
  const best = logits.map((row) => row.indexOf(Math.max(...row)))
  expect(best).toEqual([0, 1, 2, 0])
})

test('one output is the logit of the second of two classes', async () => {
  const rows = await classify(await load('one.onnx', ['blue', 'red']))
  const sigmoid = (x: number) => 1 / (1 + Math.exp(-x))
  expect(rows.map(([, red]) => red?.toFixed(5))).toEqual(
    [8, 0, -8, (8 * 0x66) / 255].map((logit) => sigmoid(logit).toFixed(5)),
  )
  rows.forEach(([blue = 0, red = 0]) => {
    expect(blue + red).toBeCloseTo(1, 6)
  })
})

test('probabilities that were promised are taken as they are', async () => {
  const names = ['red', 'green', 'blue']
  const rows = await classify(await load('three.onnx', names, { outputKind: 'probabilities' }))
  expect(rows[0]?.map(Math.round)).toEqual([8, 0, 0])
})

test('names of the config come before those of the dataset', async () => {
  const classifier = await load('three.onnx', ['blue', 'red'], {
    classes: ['red', 'green', 'blue'],
  })
  expect(classifier.classes).toEqual(['red', 'green', 'blue'])
  await classifier.close()
})

test('another number of outputs than names is refused when the model is loaded', async () => {
  await expect(load('three.onnx', ['red', 'green'])).rejects.toThrow(
    /three\.onnx": 3 outputs, expected 2 \(the classes of the dataset\)/,
  )
  await expect(load('one.onnx', ['a', 'b', 'c'])).rejects.toThrow('1 outputs, expected 3')
})
