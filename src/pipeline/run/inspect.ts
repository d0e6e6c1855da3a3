import { describeModel } from '../../encoders/describe-model.ts'
import { encoderFiles } from '../../encoders/encoder-files.ts'
import type { ImageModel } from '../../encoders/image-model.ts'
import { checkOutcomes } from '../../io/checks/check-outcomes.ts'
import { type Dataset, loadDataset } from '../../io/dataset/dataset.ts'
import { openVectors } from '../../io/vectors/vectors.ts'
import type { Config, EncoderConfig } from '../../run/config.ts'
import type { Effects, Warning } from '../../run/effects.ts'
import { embedSource } from '../embed/embed-source.ts'
import { checkExamples, countSplits } from '../fit/check-examples.ts'

/** What a run would do, and what it would cost. */
export interface Plan {
  name: string
  profile: string
  classes: readonly string[]
  examples: number
  splits: Record<string, number>
  /** Per class of the fit split: examples, and errors where predictions are known. */
  fit: { class: string; examples: number; errors: number | null }[]
  vectors: { from: string; dimensions: number; bytes: number }
  /** Seconds of encoding on this machine, from one batch; null if the vectors are there. */
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
  const { accept, multiLabel } = config.dataset
  const hasThreshold = multiLabel !== undefined
  checkOutcomes(dataset, { hasThreshold, accept, onWarning: telling.onWarning })
  const { source } = await embedSource(config, baseFolder, dataset)
  const cost =
    source.kind === 'file'
      ? await vectorsOf(source.file.path, source.key)
      : await costOf(config.encoder, await source.load(), baseFolder)
  const { dimensions } = cost
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
      bytes: 4 * dimensions * examples,
    },
    encodeSeconds: cost.imagesPerSecond === undefined ? null : examples / cost.imagesPerSecond,
    metadata: Object.keys(dataset.metadata),
    warnings,
  }
}

async function vectorsOf(file: string, key: string | undefined) {
  const reader = await openVectors(file, key)
  await reader.close()
  return { name: file, dimensions: reader.cols, imagesPerSecond: undefined }
}

async function costOf(config: EncoderConfig | undefined, model: ImageModel, baseFolder: string) {
  try {
    return await describeModel(model, config ? await encoderFiles(config, baseFolder) : [])
  } finally {
    await model.close()
  }
}

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
