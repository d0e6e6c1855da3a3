import { resolve } from 'node:path'
import { performance } from 'node:perf_hooks'
import { encodeAhead } from '../encoders/encode-ahead.ts'
import type { ImageModel } from '../encoders/image-model.ts'
import { type Dataset, loadDataset } from '../io/dataset.ts'
import { openVectors } from '../io/vectors.ts'
import type { Config } from '../run/config.ts'
import type { Effects, Warning } from '../run/effects.ts'
import { checkExamples, countSplits } from './check-examples.ts'
import { embedSource } from './embed-source.ts'

/** What a run would do, and what it would cost. */
export interface Plan {
  name: string
  profile: string
  classes: readonly string[]
  examples: number
  splits: Record<string, number>
  /** Per class of the fit split: examples, and errors where predictions are known. */
  fit: { class: string; examples: number; errors: number | null }[]
  vectors: { from: string; dimensions: number | null; bytes: number | null }
  /** Seconds of encoding, from one batch on this machine; null if there is nothing to encode. */
  encodeSeconds: number | null
  metadata: string[]
  warnings: Warning[]
}

/**
 * Checks a config against its data and its models, and tells what a run would do. Writes nothing.
 *
 * @throws ConfigError, DataError, EncoderError as a run would.
 */
export async function inspectConfig(
  config: Config,
  baseFolder: string,
  effects: Effects = {},
): Promise<Plan> {
  const warnings: Warning[] = []
  const telling = { ...effects, onWarning: (warning: Warning) => warnings.push(warning) }
  const { fitSplit } = config.method
  const dataset = await loadDataset(config.dataset, baseFolder, telling, {
    seed: config.seed,
    fitSplit,
  })
  checkExamples(dataset, config, config.classifier === undefined, telling.onWarning)
  const { source } = await embedSource(config, baseFolder, dataset)
  const cost =
    source.kind === 'file'
      ? await vectorsOf(resolve(baseFolder, source.file), source.key)
      : await oneBatch(await source.load(), dataset)
  const { dimensions, secondsPerImage } = cost
  const examples = dataset.ids.length
  return {
    name: config.name,
    profile: config.method.profile,
    classes: dataset.classes,
    examples,
    splits: countSplits(dataset),
    fit: fitCounts(dataset, fitSplit, config.classifier === undefined),
    vectors: {
      from: config.embeddings?.file ?? cost.name,
      dimensions,
      bytes: dimensions === null ? null : 4 * dimensions * examples,
    },
    encodeSeconds: secondsPerImage === null ? null : secondsPerImage * examples,
    metadata: Object.keys(dataset.metadata),
    warnings,
  }
}

async function vectorsOf(file: string, key: string | undefined) {
  const reader = await openVectors(file, key)
  await reader.close()
  return { name: file, dimensions: reader.cols, secondsPerImage: null }
}

/** Width and speed, from two batches: the first one warms the model up. */
async function oneBatch(model: ImageModel, { images }: Dataset) {
  try {
    const count = Math.min(2 * model.batch, images?.count ?? 0)
    let dimensions: number | null = null
    let started = performance.now()
    let timed = 0
    for await (const { embeddings } of encodeAhead(images ?? noImages, range(count), model)) {
      if (dimensions === null) started = performance.now()
      else timed += embeddings.rows
      if (embeddings.cols > 0) dimensions = embeddings.cols
    }
    const seconds = (performance.now() - started) / 1000
    return { name: model.name, dimensions, secondsPerImage: timed > 0 ? seconds / timed : null }
  } finally {
    await model.close()
  }
}

const noImages = { name: () => undefined, read: () => Promise.reject(new RangeError('no images')) }
const range = (count: number) => Int32Array.from({ length: count }, (_, row) => row)

function fitCounts(dataset: Dataset, fitSplit: string, hasPredictions: boolean) {
  const { classes, labels, predictions, splits } = dataset
  return classes.map((name, c) => {
    const rows = splits.flatMap((split, row) =>
      split === fitSplit && labels[row] === c ? [row] : [],
    )
    const errors = rows.filter((row) => predictions[row] !== -1 && predictions[row] !== c).length
    return { class: name, examples: rows.length, errors: hasPredictions ? errors : null }
  })
}
