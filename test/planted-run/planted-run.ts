import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fitSoftmax, predictProbabilities } from '../../src/core/repair/softmax-regression.ts'
import type { Matrix } from '../../src/core/vectors/matrix.ts'
import { normalDraw, randomSource } from '../../src/core/vectors/random.ts'
import { standardizedRows } from '../../src/core/vectors/row-source.ts'
import { fitStandardizer } from '../../src/core/vectors/standardize.ts'
import type { RunExamples } from '../../src/io/dataset/examples-file.ts'
import { formatNpy } from '../../src/io/vectors/npy.ts'
import type { Run } from '../../src/pipeline/run-folder/open-run.ts'
import { parseConfig } from '../../src/run/config.ts'
import type { ClassDirections } from '../../src/run/directions-file.ts'
import { RUN_FILES } from '../../src/run/files.ts'
import type { RunManifest } from '../../src/run/manifest.ts'

const CLASSES = ['cat', 'dog', 'owl']
const D = 16

/**
 * A small run with a real failure, in a folder: cats and dogs at night are rare in training (2 in 100) and common
 * elsewhere (30 in 100). By night one of the two cues for a cat says dog and the reverse; the other cue still holds. The
 * classifier is a linear head that was trained on that; owls have no such trouble and no direction. Six labels in
 * a hundred are wrong.
 *
 * @param perClass - Examples of each class in each of the four splits; the training split has twice as many.
 * @param planted - false: night is common in training too, and looks like nothing.
 */
export async function plantedRun(
  folder: string,
  { perClass = 120, seed = 1, planted = true, dataset = { images: 'img' } as object } = {},
): Promise<Run> {
  const random = randomSource(seed, 'planted-run')
  const rows = ['train', 'train', 'val', 'test', 'pool'].flatMap((split) =>
    Array.from({ length: 3 * perClass }, (_, i) => ({ split, label: i % 3 })),
  )
  const night = rows.map(({ split }) => random() < (planted && split === 'train' ? 0.02 : 0.3))
  const x: Matrix = {
    data: Float32Array.from(rows.flatMap(({ label }, i) => embedding(label, planted && night[i]))),
    rows: rows.length,
    cols: D,
  }
  function embedding(label: number, isNight: boolean): number[] {
    const values = Array.from({ length: D }, () => normalDraw(random))
    // The wrong label: confidence is low too, but there is nothing good to learn.
    const shown = random() < 0.06 ? (label + 1) % 3 : label
    values[shown] += 3
    values[8 + shown] += 3
    if (isNight) values[5] += 3
    if (isNight && shown < 2) {
      values[shown] -= 3
      values[1 - shown] += 3
    }
    return values
  }
  const inTrain = (i: number) => rows[i].split === 'train'
  const labels = Int32Array.from(rows, ({ label }) => label)
  const weights = Float64Array.from(rows, (_, i) => Number(inTrain(i)))
  const head = fitSoftmax(x, labels, 3, { l2: 0.01, weights })
  const probabilities = predictProbabilities(head, x)
  const predictions = Int32Array.from(rows, (_, i) => {
    const p = [0, 1, 2].map((c) => probabilities.data[3 * i + c])
    return p.indexOf(Math.max(...p))
  })
  const train = rows.flatMap((_, i) => (inTrain(i) ? [i] : []))
  const standardizer = fitStandardizer({
    data: Float32Array.from(train.flatMap((i) => [...x.data.subarray(i * D, (i + 1) * D)])),
    rows: train.length,
    cols: D,
  })
  const z = standardizedRows(x, standardizer).data
  const fitted = [0, 1].map((label) => {
    const own = rows.flatMap((row, i) => (row.split === 'val' && row.label === label ? [i] : []))
    return meanDifference(z, own, (i) => predictions[i] === label)
  })
  const decisionValues = Float64Array.from(rows, ({ label }, i) => {
    const direction = fitted[label]
    return direction ? dot(direction.normal, z, i) * direction.norm + direction.bias : Number.NaN
  })
  const examples: RunExamples = {
    classes: CLASSES,
    ids: rows.map(({ split }, i) => `${split}-${String(i).padStart(5, '0')}`),
    images: rows.map((_, i) => `${i}.png`),
    labels,
    predictions,
    confidence: Float64Array.from(labels, (label, i) => probabilities.data[3 * i + label]),
    splits: rows.map(({ split }) => split),
    decisionValues,
    combinedValues: decisionValues,
    flagged: Int8Array.from(decisionValues, (dv) => (Number.isNaN(dv) ? -1 : Number(dv <= 0))),
    modes: Int32Array.from(decisionValues, (dv) => Number(dv <= 0)),
    metadata: { time: { kind: 'text', values: night.map((dark) => (dark ? 'night' : 'day')) } },
  }
  await mkdir(folder, { recursive: true })
  await writeFile(join(folder, RUN_FILES.embeddings), formatNpy(x.data, [x.rows, D]))
  for (const name of [
    RUN_FILES.examples,
    RUN_FILES.directions,
    RUN_FILES.normals,
    RUN_FILES.standardizer,
    RUN_FILES.captions,
  ]) {
    await writeFile(join(folder, name), '')
  }
  const manifest: RunManifest = {
    format: 'faultline-run',
    version: 2,
    tool: 'test',
    name: 'planted',
    base: '.',
    config: parseConfig({ dataset, groups: ['time'] }, 'test'),
    classes: CLASSES,
    counts: { examples: rows.length, dimensions: D, splits: {} },
    inputs: [],
    steps: [],
    warnings: [],
  }
  await writeFile(join(folder, RUN_FILES.manifest), JSON.stringify(manifest))
  return {
    folder,
    manifest,
    directions: {
      profile: 'robust',
      fitSplit: 'val',
      standardizer: { split: 'train', rows: train.length, constantFeatures: [] },
      classes: CLASSES.map((name, label) => classDirections(name, label, fitted[label])),
    },
    examples,
    normals: {
      data: Float64Array.from(fitted.flatMap(({ normal }) => [...normal])),
      rows: 2,
      cols: D,
    },
    standardizer,
  }
}

interface Fitted {
  normal: Float64Array
  norm: number
  bias: number
}

function classDirections(name: string, label: number, fit: Fitted | undefined): ClassDirections {
  const plain = {
    balancedAccuracy: 0.8,
    auroc: 0.9,
    aurocInterval: null,
    p: 0,
    q: 0,
    penalty: null,
    reached: null,
    drawn: null,
    scale: null,
    heldOut: null,
  }
  const directions = fit
    ? [{ rank: 1, row: label, C: 1, bias: fit.bias, norm: fit.norm, ...plain }]
    : []
  const state = fit ? 'ok' : 'not-significant'
  return { class: name, state, reason: '', examples: 120, errors: 30, directions, modes: [] }
}

/** The direction from wrong to correct rows, its zero half-way. */
function meanDifference(
  z: Float64Array,
  rows: number[],
  isCorrect: (row: number) => boolean,
): Fitted {
  const mean = (keep: (row: number) => boolean) => {
    const own = rows.filter(keep)
    return Float64Array.from({ length: D }, (_, j) =>
      own.reduce((sum, row) => sum + z[row * D + j] / own.length, 0),
    )
  }
  const [right, wrong] = [mean(isCorrect), mean((row) => !isCorrect(row))]
  const difference = right.map((value, j) => value - wrong[j])
  const length = Math.hypot(...difference)
  const normal = difference.map((value) => value / length)
  const middle = normal.reduce((sum, value, j) => sum + (value * (right[j] + wrong[j])) / 2, 0)
  return { normal, norm: 2, bias: -2 * middle }
}

function dot(normal: Float64Array, z: Float64Array, row: number): number {
  return normal.reduce((sum, value, j) => sum + value * z[row * D + j], 0)
}
