import { createHash } from 'node:crypto'
import { join, resolve } from 'node:path'
import { type Matrix, stackRows } from '../../core/vectors/matrix.ts'
import { encodeAhead } from '../../encoders/encode-ahead.ts'
import { encoderFiles } from '../../encoders/encoder-files.ts'
import { loadImageEncoder } from '../../encoders/load-image-encoder.ts'
import { loadDataset } from '../../io/dataset/dataset.ts'
import { digestFile } from '../../io/files/digest.ts'
import { writeParquet } from '../../io/tables/write-parquet.ts'
import { writeNpy } from '../../io/vectors/npy.ts'
import type { Effects } from '../../run/effects.ts'
import { ConfigError, RunError } from '../../run/errors.ts'
import type { JobPlan } from '../../run/job-file.ts'
import { imagesOf } from '../embed/embed-source.ts'
import { digestTexts } from '../run-folder/digest-table.ts'
import { digestOutputs } from '../run-folder/steps.ts'
import { isInStore } from './check-images.ts'
import { shardFiles, shardRows } from './job-folder.ts'
import type { ShardResult, ShardWork } from './shard-work.ts'

/**
 * Opens the embedding of a job's images. Batches begin at the first row of each shard.
 *
 * @throws RunError if the examples or the encoder are not those of the plan.
 */
export async function openEmbedWork(
  job: string,
  plan: JobPlan,
  { config, models, rows }: JobPlan['work'] & { kind: 'embed' },
  effects: Effects,
): Promise<ShardWork> {
  const baseFolder = resolve(job, plan.base)
  if (!config.encoder) throw new ConfigError('Cannot embed: the config names no encoder')
  const dataset = await loadDataset(config.dataset, baseFolder, effects, {
    seed: config.seed,
    fitSplit: config.method.fitSplit,
    digestImages: false,
  })
  if (digestTexts(dataset.ids) !== rows) throw changed(job, 'the examples are')
  const files = await encoderFiles(config.encoder, baseFolder)
  const found = await Promise.all(files.map(digestFile))
  if (found.join() !== models.join()) throw changed(job, 'the encoder is')
  const images = imagesOf(dataset, 'encoder')
  const model = await loadImageEncoder(config.encoder, baseFolder)

  async function run(shard: number, { signal, onProgress }: Effects): Promise<ShardResult> {
    const { start, end } = shardRows(plan, shard)
    const wanted = Array.from({ length: end - start }, (_, i) => start + i)
    const kept: number[] = []
    const blocks: Matrix[] = []
    const unreadable: ShardResult['unreadable'] = []
    const digests = new Map<number, string>()
    const read = async (row: number) => {
      const bytes = await images.read(row)
      digests.set(row, createHash('sha256').update(bytes).digest('hex'))
      return bytes
    }
    for await (const batch of encodeAhead(
      { ...images, read },
      wanted,
      model,
      signal ? { signal } : {},
    )) {
      const good = new Set(batch.rows)
      const first = start + kept.length + unreadable.length
      const count = batch.rows.length + batch.failures.length
      const bad = wanted.slice(first - start, first - start + count).filter((row) => !good.has(row))
      bad.forEach((row, i) => {
        unreadable.push({ id: dataset.ids[row] ?? '', message: batch.failures[i]?.message ?? '' })
      })
      kept.push(...batch.rows)
      blocks.push(batch.embeddings)
      const done = kept.length + unreadable.length
      onProgress?.({ step: `shard ${shard}`, done, total: wanted.length, unit: 'images' })
    }
    const [vectors = '', metadata = ''] = shardFiles(plan, shard).map((file) => join(job, file))
    const { data, cols } = stackRows(blocks)
    await writeNpy(vectors, data, [kept.length, cols])
    await writeParquet(metadata, [
      { name: 'id', type: 'STRING', data: kept.map((row) => dataset.ids[row]) },
      { name: 'image_path', type: 'STRING', data: kept.map((row) => images.name(row)) },
    ])
    const files = await digestOutputs(job, shardFiles(plan, shard))
    const seen = isInStore(images)
      ? {}
      : { images: digestTexts(wanted.map((row) => digests.get(row))) }
    return { rows: kept.length, unreadable, files, ...seen }
  }
  return { run, close: model.close }
}

const changed = (job: string, what: string) =>
  new RunError(`Cannot work on job "${job}": ${what} no longer as planned`, {
    folder: job,
    hint: 'plan a new job from the data as they are now',
  })
