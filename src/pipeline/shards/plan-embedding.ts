import { encoderFiles } from '../../encoders/encoder-files.ts'
import { loadDataset } from '../../io/dataset/dataset.ts'
import { digestFile } from '../../io/files/digest.ts'
import type { Config } from '../../run/config.ts'
import type { Effects } from '../../run/effects.ts'
import { ConfigError } from '../../run/errors.ts'
import type { JobPlan } from '../../run/job-file.ts'
import { imagesOf } from '../embed/embed-source.ts'
import { digestTexts } from '../run-folder/digest-table.ts'
import { pathFrom, ROWS_PER_SHARD, writePlan } from './write-plan.ts'

/**
 * Plans the embedding of a config's images as shards. No image is read.
 *
 * @param job - Folder to write, new or empty, or of the same plan.
 * @throws ConfigError unless the config has an encoder and images; RunError if the folder holds another plan.
 */
export async function planEmbedding(
  config: Config,
  baseFolder: string,
  job: string,
  rowsPerShard: number = ROWS_PER_SHARD,
  effects: Effects = {},
): Promise<JobPlan> {
  const { encoder, embeddings } = config
  if (!encoder || embeddings) {
    throw new ConfigError(
      `Cannot plan: the config ${encoder ? 'has vectors already' : 'names no encoder'}, expected images and an encoder`,
      { hint: 'set encoder.model or encoder.onnx, and leave embeddings out' },
    )
  }
  const dataset = await loadDataset(config.dataset, baseFolder, effects, {
    seed: config.seed,
    fitSplit: config.method.fitSplit,
    digestImages: false,
  })
  imagesOf(dataset, 'encoder')
  const files = await encoderFiles(encoder, baseFolder)
  return writePlan(job, {
    base: pathFrom(job, baseFolder),
    work: {
      kind: 'embed',
      config,
      models: await Promise.all(files.map(digestFile)),
      rows: digestTexts(dataset.ids),
    },
    rows: dataset.ids.length,
    rowsPerShard,
  })
}
