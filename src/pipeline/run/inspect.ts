import { type OutcomeFacts, outcomeFacts } from '../../core/outcome/accuracy.ts'
import { loadClassifier } from '../../encoders/classifier.ts'
import { describeModel } from '../../encoders/describe-model.ts'
import { encoderFiles } from '../../encoders/encoder-files.ts'
import type { ImageModel } from '../../encoders/image-model.ts'
import { embeddingOutput, modelPorts, portInWords } from '../../encoders/model-ports.ts'
import type { Dataset } from '../../io/dataset/dataset.ts'
import type { Config, EncoderConfig } from '../../run/config.ts'
import type { Effects, Warning } from '../../run/effects.ts'
import { embedSource } from '../embed/embed-source.ts'
import { encoderFidelity, type Fidelity } from '../embed/fidelity.ts'
import { countSplits } from '../fit/check-examples.ts'
import { copiesOfFit, copiesWarning, imageDigests } from '../fit/copies.ts'
import { checkInputs } from './check-inputs.ts'
import { checkVectors } from './check-vectors.ts'

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
  /** Of an encoder that is not in fp32, if it was asked for. */
  fidelity?: Fidelity
  metadata: string[]
  /** Accuracy and confusion, where predictions are known. */
  outcomes?: OutcomeFacts
  /** A line for each ONNX model: its outputs with their shapes. */
  outputs: string[]
  warnings: Warning[]
}

/**
 * Checks a config against its data and its models, and tells what a run would do. Writes nothing.
 *
 * @param options - `fidelity`: compare the encoder with the same in fp32, on 100 images.
 */
export async function inspectConfig(
  given: Config,
  baseFolder: string,
  effects: Effects = {},
  { fidelity = false }: { fidelity?: boolean } = {},
): Promise<Plan> {
  const warnings: Warning[] = []
  const telling = { ...effects, onWarning: (warning: Warning) => warnings.push(warning) }
  const { config, dataset } = await checkInputs(given, baseFolder, true, telling)
  const { fitSplit } = config.method
  const { source } = await embedSource(config, baseFolder, dataset)
  const cost =
    source.kind === 'file'
      ? await checkVectors(source, dataset, config, true, telling)
      : await costOf(config.encoder, await source.load(), baseFolder)
  if (source.kind === 'encoder') {
    const copies = await copiesOfFit(dataset, imageDigests(source.images), config.method)
    if (copies.size > 0) telling.onWarning(copiesWarning(dataset, copies, config.method))
  }
  const { dimensions } = cost
  if (config.classifier) {
    await (await loadClassifier(config.classifier, baseFolder, dataset.classes)).close()
  }
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
    ...(fidelity && {
      fidelity: await encoderFidelity(config.encoder, dataset.images, baseFolder, telling),
    }),
    metadata: Object.keys(dataset.metadata),
    ...(config.classifier === undefined && { outcomes: outcomeFacts(dataset) }),
    outputs: await outputsOf(config, baseFolder),
    warnings,
  }
}

async function outputsOf({ encoder, classifier }: Config, baseFolder: string): Promise<string[]> {
  const models = [
    ...(classifier ? [{ key: 'classifier', ...classifier }] : []),
    ...(encoder && 'onnx' in encoder ? [{ key: 'encoder', ...encoder }] : []),
  ]
  const lines: string[] = []
  for (const { key, onnx, output } of models) {
    const { outputs } = await modelPorts(onnx, baseFolder)
    const chosen = output ?? (key === 'encoder' ? embeddingOutput(outputs) : undefined)?.name
    lines.push(
      `${key.padEnd(10)}outputs ${outputs.map(portInWords).join(', ')} → ${chosen ?? outputs[0]?.name}`,
    )
  }
  return lines
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
