import { join } from 'node:path'
import { loadDataset } from '../../io/dataset/dataset.ts'
import { readJson } from '../../io/files/read-json.ts'
import { someImages } from '../../io/images/image-source.ts'
import type { Effects } from '../../run/effects.ts'
import { ConfigError, DataError } from '../../run/errors.ts'
import { RUN_FILES } from '../../run/files.ts'
import { embedStep } from '../embed/embed.ts'
import { embedSource, imagesOf } from '../embed/embed-source.ts'
import type { Run } from '../run-folder/open-run.ts'
import { openWorkplace } from '../run-folder/workplace.ts'

/**
 * Runs the classifier under study again for another of its outputs, and keeps what came out: a second call finds it done,
 * a killed one is continued.
 *
 * @returns Path of the features, float32[n, d] in .npy, one row an example of the run.
 */
export async function classifierFeatures(
  run: Run,
  output: string,
  { baseFolder, folder }: { baseFolder: string; folder: string },
  effects: Effects,
): Promise<string> {
  const { config } = run.manifest
  const { classifier } = config
  if (!classifier) {
    throw new ConfigError(
      `Cannot compute features: fix.features names the output "${output}" of the classifier, and the config has none`,
      { hint: 'set classifier.onnx, or fix.features.file' },
    )
  }
  const { ids } = run.examples
  const { seed, method } = config
  const { fitSplit } = method
  const dataset = await loadDataset(config.dataset, baseFolder, {}, { seed, fitSplit })
  const rowOf = new Map(dataset.ids.map((id, row) => [id, row]))
  const rows = ids.map((id) => rowOf.get(id) ?? -1)
  const images = someImages(imagesOf(dataset, 'classifier'), rows)
  const { classes: _, outputKind: __, ...model } = classifier
  const { source } = await embedSource(
    { ...config, embeddings: undefined, encoder: { ...model, output } },
    baseFolder,
    { ...dataset, images },
  )
  await (await openWorkplace(folder)).do(embedStep(ids, source), effects)
  const [skipped] = (await readJson(join(folder, RUN_FILES.skipped))) as { message: string }[]
  if (skipped) throw new DataError(`Cannot compute features: ${skipped.message}`)
  return join(folder, RUN_FILES.embeddings)
}
