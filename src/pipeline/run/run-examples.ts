import { join } from 'node:path'
import { loadClassifier } from '../../encoders/classifier.ts'
import { onnxFiles } from '../../encoders/encoder-files.ts'
import { checkOutcomes } from '../../io/checks/check-outcomes.ts'
import type { Dataset } from '../../io/dataset/dataset.ts'
import { readJson } from '../../io/files/read-json.ts'
import { digestImages, someImages } from '../../io/images/image-source.ts'
import type { Config } from '../../run/config.ts'
import type { Effects } from '../../run/effects.ts'
import { RUN_FILES } from '../../run/files.ts'
import type { InputRecord, StepRecord } from '../../run/manifest.ts'
import { classifyStep, readClassified } from '../embed/classify.ts'
import { embedStep } from '../embed/embed.ts'
import { embedSource, imagesOf } from '../embed/embed-source.ts'
import { checkExamples } from '../fit/check-examples.ts'
import { keepRows } from '../run-folder/keep-rows.ts'
import { checkUnchanged, digestsOf, modelFiles } from '../run-folder/read-files.ts'
import type { Workplace } from '../run-folder/workplace.ts'
import { checkImages } from '../shards/check-images.ts'
import { checkInputs } from './check-inputs.ts'
import { checkVectors } from './check-vectors.ts'

/** The examples of a run, each with a vector in `embeddings.npy`, and how they were made. */
export interface PreparedExamples {
  /** With the splits that the examples have. */
  config: Config
  dataset: Dataset
  /** Number of classes that labels may name; those behind are only ever predicted. */
  labelClasses: number
  /** Files that the run has read. */
  inputs: InputRecord[]
  steps: StepRecord[]
  /** The step that has made the vectors. */
  embedded: StepRecord
}

/**
 * From a config to examples with predictions and vectors: reads the dataset, runs the classifier under study if there is
 * one, and writes the embeddings. Examples whose image cannot be read are left out.
 */
export async function prepareExamples(
  given: Config,
  place: Workplace,
  { baseFolder, isWhole }: { baseFolder: string; isWhole: boolean },
  effects: Effects,
): Promise<PreparedExamples> {
  const { config, dataset } = await checkInputs(given, baseFolder, isWhole, effects)
  const source = await embedSource(config, baseFolder, dataset)
  if (source.source.kind === 'file') {
    await checkVectors(source.source, dataset, config, false, effects)
    await checkImages(source.source.file.path, dataset)
  }
  const steps: StepRecord[] = []
  const inputs = [...dataset.inputs, ...source.inputs]
  let table = dataset

  if (config.classifier) {
    const { classifier } = config
    const images = imagesOf(dataset, 'classifier')
    const read = await modelFiles(await onnxFiles(classifier.onnx, baseFolder), classifier.onnx)
    inputs.push(...read.map(({ input }) => input))
    const load = async () => {
      if (source.source.kind === 'encoder') await (await source.source.load()).close()
      const model = await loadClassifier(classifier, baseFolder, dataset.classes)
      await checkUnchanged(read)
      return model
    }
    const step = classifyStep({
      images,
      imagesDigest: await digestImages(images),
      models: digestsOf(read),
      settings: { ...classifier, onnx: undefined },
      classes: dataset.classes,
      load,
    })
    steps.push(await place.do(step, effects))
    table = { ...dataset, ...(await readClassified(place.folder, dataset.labels)) }
    checkOutcomes(table, { accept: config.dataset.accept, onWarning: effects.onWarning })
  }

  const embedded = await place.do(embedStep(dataset.ids, source.source), effects)
  steps.push(embedded)
  const skipped = (await readJson(join(place.folder, RUN_FILES.skipped))) as { id: string }[]
  if (skipped.length > 0) table = withoutExamples(table, new Set(skipped.map(({ id }) => id)))
  checkExamples(table, config, true, () => {})
  return { config, dataset: table, labelClasses: dataset.classes.length, inputs, steps, embedded }
}

function withoutExamples(table: Dataset, ids: ReadonlySet<string>): Dataset {
  const kept = table.ids.flatMap((id, row) => (ids.has(id) ? [] : [row]))
  return {
    ...keepRows(table, Int32Array.from(kept)),
    ...(table.images && { images: someImages(table.images, kept) }),
  }
}
