import { decisionValues } from '../../core/direction/hyperplane.ts'
import {
  fitSoftmax,
  predictProbabilities,
  type SoftmaxModel,
} from '../../core/repair/softmax-regression.ts'
import { type Matrix, matrixRow } from '../../core/vectors/matrix.ts'
import type { Standardizer } from '../../core/vectors/standardize.ts'
import { argmax } from '../../core/vectors/vector.ts'
import type { Effects } from '../../run/effects.ts'
import { DataError } from '../../run/errors.ts'
import { type Run, readEmbeddingRows } from '../run-folder/open-run.ts'
import { standingModel } from '../run-folder/score-model.ts'

/**
 * Whose budget and direction a pool image uses: its true label, its predicted class, or, label-free, the class that a
 * linear probe of the embeddings gives it (the classifier's own mistakes then do not hide its hard images).
 */
export type ClassBy = 'label' | 'prediction' | 'encoder'

export interface PoolScores {
  /** int32[n], -1 = unknown or outside the rows asked for. */
  classes: Int32Array
  /** Decision values, float64[n], NaN = unknown or outside. */
  scores: Float64Array
}

/** Rows read at a time, so that memory does not grow with the pool. */
const CHUNK = 8192

/**
 * Decision value of each row under the first direction of its class. Label-free it is the mean over the classes that
 * have a direction, weighted by the probe's probabilities.
 *
 * @throws DataError if no row has a class, or, label-free, the training split has no labels.
 */
export async function poolScores(
  run: Run,
  rows: Int32Array,
  by: ClassBy,
  effects: Effects = {},
): Promise<PoolScores> {
  const { labels, predictions } = run.examples
  const classes = new Int32Array(labels.length).fill(-1)
  const scores = new Float64Array(labels.length).fill(Number.NaN)
  const { directions, standardizer } = standingModel(run.directions, run)
  const probe = by === 'encoder' ? await encoderProbe(run) : undefined
  for (let start = 0; start < rows.length; start += CHUNK) {
    effects.signal?.throwIfAborted()
    const chunk = rows.subarray(start, start + CHUNK)
    const x = await readEmbeddingRows(run, chunk)
    const values = directions.map((plane) => plane && decisionValues(plane, standardizer, x))
    const probabilities = probe && predictProbabilities(probe, scaled(x, standardizer))
    chunk.forEach((row, i) => {
      const known = (by === 'label' ? labels[row] : predictions[row]) ?? -1
      const label = probabilities ? argmax(matrixRow(probabilities, i)) : known
      classes[row] = label
      const own = values[label]
      if (own)
        scores[row] = (probabilities ? mixed(values, probabilities, i) : own[i]) ?? Number.NaN
    })
    effects.onProgress?.({
      step: 'score pool',
      done: Math.min(start + CHUNK, rows.length),
      total: rows.length,
      unit: 'images',
    })
  }
  if (rows.every((row) => classes[row] === -1)) {
    throw new DataError(`Cannot select by ${by}: no example of the pool has one`, {
      hint: 'choose another --class-by: label, prediction or encoder',
    })
  }
  return { classes, scores }
}

/** A linear head on the embeddings of the training split: what the encoder alone knows of the classes. */
async function encoderProbe(run: Run): Promise<SoftmaxModel> {
  const { labels, splits, classes } = run.examples
  const split = run.directions.standardizer.split
  const rows = Int32Array.from(
    [...labels.keys()].filter((row) => splits[row] === split && (labels[row] ?? -1) >= 0),
  )
  if (rows.length === 0) {
    throw new DataError(`Cannot select label-free: split "${split}" has no labels to learn from`)
  }
  const x = scaled(await readEmbeddingRows(run, rows), run.standardizer)
  return fitSoftmax(
    x,
    Int32Array.from(rows, (row) => labels[row] ?? 0),
    classes.length,
    {
      l2: 0.01,
      tolerance: 1e-4,
    },
  )
}

/** (x - mean) / deviation; a constant feature is 0. */
export function scaled(x: Matrix, { mean, deviation }: Standardizer): Matrix {
  const data = x.data.map((value, at) => {
    const j = at % x.cols
    const width = deviation[j] ?? 0
    return width > 0 ? (value - (mean[j] ?? 0)) / width : 0
  })
  return { ...x, data }
}

function mixed(
  values: readonly (Float64Array | undefined)[],
  probabilities: Matrix,
  row: number,
): number {
  let [sum, total] = [0, 0]
  values.forEach((ofClass, label) => {
    if (!ofClass) return
    const p = probabilities.data[row * probabilities.cols + label] ?? 0
    sum += p * (ofClass[row] ?? 0)
    total += p
  })
  return sum / total
}
