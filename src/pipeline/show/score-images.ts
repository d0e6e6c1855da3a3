import { extname, resolve } from 'node:path'
import {
  type ScoreModel,
  scoreByProbability,
  scoreExamples,
} from '../../core/direction/score-examples.ts'
import { identityCheck } from '../../core/repair/identity-check.ts'
import { type Matrix, matrixRow } from '../../core/vectors/matrix.ts'
import { classColumns } from '../../encoders/class-columns.ts'
import { loadClassifier } from '../../encoders/classifier.ts'
import { encodeAhead } from '../../encoders/encode-ahead.ts'
import { encoderFiles } from '../../encoders/encoder-files.ts'
import { loadImageEncoder } from '../../encoders/load-image-encoder.ts'
import type { Dataset } from '../../io/dataset/dataset.ts'
import type { ImageSource } from '../../io/images/image-source.ts'
import type { Effects } from '../../run/effects.ts'
import { ConfigError, DataError } from '../../run/errors.ts'
import type { Run } from '../run-folder/open-run.ts'
import { checkRecorded, modelFiles } from '../run-folder/read-files.ts'
import { scoreModel, standingModel } from '../run-folder/score-model.ts'
import { anchorsOf } from './anchors.ts'
import { readNewExamples } from './new-examples.ts'
import { type PrecisionThreshold, precisionThreshold } from './precision-threshold.ts'
import { holdsVectors, partExamples, scoreVectors } from './score-vectors.ts'
import { type ScoredImage, type ScoreOptions, scoredAs, scoredBy } from './scored-image.ts'

/**
 * Scores new images, generated or collected, by the directions of a run. They are a dataset of their own: a folder, with
 * classes or without, or a table; or their vectors, see `scoreVectors`. An image without a label is scored as the class that the table predicts, else the run's
 * own classifier; where the run scores by probabilities, under all classes weighted by them.
 *
 * @param run - Whose config has an encoder, unless vectors are scored.
 * @param path - Folder, table or vectors, absolute.
 * @returns In the order of the dataset; an image that cannot be read has a reason and no value.
 * @throws ConfigError if the run has no encoder, or nothing tells the class of an image; DataError, EncoderError as
 *   reading and encoding do.
 * @example
 * const run = await openRun('runs/mine')
 * const scored = await scoreImages(run, '/data/generated', { identity: true })
 */
export async function scoreImages(
  run: Run,
  path: string,
  { identity = false, threshold = 0 }: ScoreOptions = {},
  effects: Effects = {},
): Promise<ScoredImage[]> {
  const options = { identity, threshold }
  if (await holdsVectors(path))
    return scoreVectors(run, path, await partExamples(run, path, effects), options, effects)
  const dataset = await readNewExamples(run, path, effects)
  if (dataset.images === undefined && extname(path).toLowerCase() === '.parquet')
    return scoreVectors(run, path, dataset, options, effects)
  const { config, base } = run.manifest
  if (config.encoder === undefined) {
    throw new ConfigError(
      'Cannot score new images: the run was made from vectors and names no encoder',
      {
        hint: 'compute their vectors like the run’s, and score those',
      },
    )
  }
  const classes = run.directions.classes.map((found) => found.class)
  if (dataset.images === undefined)
    throw new DataError(`Cannot score "${path}": it holds no images`, { path })
  const known = await withPredictions(run, dataset, dataset.images, path, effects)
  const baseFolder = resolve(run.folder, base)
  const files = await encoderFiles(config.encoder, baseFolder)
  const named = 'onnx' in config.encoder ? config.encoder.onnx : config.encoder.model
  const read = await modelFiles(files, named)
  checkRecorded(
    read.map(({ input }) => input),
    run,
  )
  const model = scoreModel(run.directions, run)
  const standing = config.method.scoreBy === 'probabilities' && standingModel(run.directions, run)
  const isOk = run.directions.classes.map(({ state }) => state === 'ok')
  const anchors = identity ? await anchorsOf(run, classes.length) : undefined
  const scored: ScoredImage[] = []
  const encoder = await loadImageEncoder(config.encoder, baseFolder)
  try {
    const rows = Int32Array.from(dataset.ids.keys())
    for await (const { rows: read, embeddings, failures } of encodeAhead(
      dataset.images,
      rows,
      encoder,
      effects,
    )) {
      for (const failure of failures) effects.onWarning?.(failure)
      if (read.length === 0) continue
      const labels = Int32Array.from(read, (row) => scoredAs(known, row))
      const values = scoreExamples(model, embeddings, labels)
      const weighted = standing ? weightedValues(known, read, standing, embeddings) : undefined
      const identities = anchors ? identityCheck(embeddings, labels, anchors) : []
      read.forEach((row, i) => {
        const label = labels[i] ?? -1
        const byProbability = weighted !== undefined && (known.labels[row] ?? -1) < 0
        const decisionValue = (byProbability ? weighted[i] : values[i]) ?? Number.NaN
        const isJudged = byProbability ? !Number.isNaN(decisionValue) : isOk[label]
        scored[row] = {
          id: dataset.ids[row] ?? '',
          label: classes[label] ?? '',
          scoredBy: byProbability ? 'probabilities' : scoredBy(known, row),
          decisionValue,
          flagged: isJudged ? decisionValue <= threshold : undefined,
          identity: identities[i],
          reason: undefined,
        }
      })
    }
  } finally {
    await encoder.close()
  }
  return Array.from(dataset.ids, (id, row) => scored[row] ?? unread(id, known, row, classes))
}

function unread(id: string, known: Known, row: number, classes: readonly string[]): ScoredImage {
  return {
    id,
    label: classes[scoredAs(known, row)] ?? '',
    scoredBy: undefined,
    decisionValue: Number.NaN,
    flagged: undefined,
    identity: undefined,
    reason: 'the image is missing or cannot be read',
  }
}

type Known = Pick<Dataset, 'labels' | 'predictions' | 'probabilities'>

/** Predictions of the table; where labels and predictions lack, of the run's classifier. */
async function withPredictions(
  run: Run,
  dataset: Dataset,
  images: ImageSource,
  path: string,
  effects: Effects,
): Promise<Known> {
  const open = dataset.ids.flatMap((_, row) => (scoredAs(dataset, row) < 0 ? [row] : []))
  if (open.length === 0) return dataset
  const { config, base } = run.manifest
  if (config.classifier === undefined) {
    if (open.length < dataset.ids.length) return dataset
    throw new ConfigError(
      `Cannot score "${path}": no image has a label or a prediction, and the run has no classifier`,
      {
        hint: 'give a table with columns of paths and predictions, class folders, or run with classifier.onnx',
      },
    )
  }
  const classifier = await loadClassifier(
    config.classifier,
    resolve(run.folder, base),
    run.manifest.classes,
  )
  const k = run.directions.classes.length
  const columns = classColumns(run.manifest.classes.slice(0, k), classifier.classes)
  const predictions = dataset.predictions.slice()
  const probabilities = {
    data: new Float32Array(dataset.ids.length * k).fill(Number.NaN),
    rows: dataset.ids.length,
    cols: k,
  }
  try {
    for await (const { rows, embeddings } of encodeAhead(
      images,
      Int32Array.from(open),
      classifier,
      effects,
    )) {
      rows.forEach((row, i) => {
        const all = matrixRow(embeddings, i)
        const best = all.indexOf(Math.max(...all))
        predictions[row] = columns.indexOf(best)
        columns.forEach((column, c) => {
          probabilities.data[row * k + c] = all[column] ?? Number.NaN
        })
      })
    }
  } finally {
    await classifier.close()
  }
  return { labels: dataset.labels, predictions, probabilities }
}

/** Values under all classes at once, where probabilities are known. */
function weightedValues(
  { probabilities }: Known,
  rows: readonly number[],
  model: ScoreModel,
  embeddings: Matrix,
): Float64Array | undefined {
  if (probabilities === undefined) return undefined
  const k = model.directions.length
  const data = Float32Array.from(
    rows.flatMap((row) => [...matrixRow(probabilities, row).subarray(0, k)]),
  )
  return scoreByProbability(model, embeddings, { data, rows: rows.length, cols: k })
}

/** The threshold that reaches a precision on the held-out rows of a run. */
export function thresholdOfRun(run: Run, precision: number): PrecisionThreshold {
  const { labels, predictions, decisionValues, splits, flagged } = run.examples
  const { heldOutSplit } = run.manifest.config.method
  const rows = [...labels.keys()].filter(
    (row) =>
      splits[row] === heldOutSplit &&
      flagged[row] !== -1 &&
      (labels[row] ?? -1) >= 0 &&
      (predictions[row] ?? -1) >= 0,
  )
  return precisionThreshold(
    rows.map((row) => decisionValues[row] as number),
    rows.map((row) => labels[row] !== predictions[row]),
    precision,
  )
}
