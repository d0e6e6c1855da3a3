import { readdir } from 'node:fs/promises'
import { join, relative, resolve, sep } from 'node:path'
import { encoderFiles } from '../../encoders/encoder-files.ts'
import { loadDataset } from '../../io/dataset/dataset.ts'
import { digestFile } from '../../io/files/digest.ts'
import { writeJson } from '../../io/files/write-atomic.ts'
import { isObject } from '../../io/objects/address.ts'
import { openVectors } from '../../io/vectors/vectors.ts'
import type { Config } from '../../run/config.ts'
import type { Effects } from '../../run/effects.ts'
import { ConfigError, DataError, RunError } from '../../run/errors.ts'
import { JOB_VERSION, type JobPlan } from '../../run/job-file.ts'
import { imagesOf } from '../embed/embed-source.ts'
import { digestJson } from '../run-folder/digest-json.ts'
import { digestTexts } from '../run-folder/digest-table.ts'
import { openRun } from '../run-folder/open-run.ts'
import { toolVersion } from '../run-folder/tool-version.ts'
import { digestScorer } from './digest-scorer.ts'
import { JOB_FILES, readPlan } from './job-folder.ts'

/** Rows a shard unless asked otherwise: minutes of work on a GPU, an hour on a CPU. */
export const ROWS_PER_SHARD = 50_000

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

/**
 * Plans the scoring of vectors by the directions of a run.
 *
 * @param vectors - File or folder of vectors, float[n, d].
 * @throws RunError, DataError if run and vectors cannot be opened or have other dimensions.
 */
export async function planScoring(
  runFolder: string,
  vectors: string,
  job: string,
  options: { key?: string | undefined; rowsPerShard?: number; hardest?: number } = {},
): Promise<JobPlan> {
  const { key, rowsPerShard = ROWS_PER_SHARD, hardest = 1000 } = options
  const run = await openRun(runFolder)
  const reader = await openVectors(vectors, key)
  await reader.close()
  if (reader.cols !== run.standardizer.mean.length) {
    throw new DataError(
      `Cannot score "${vectors}": ${reader.cols} numbers a vector, expected ${run.standardizer.mean.length} as in the run`,
      { path: vectors, hint: 'embed these images with the encoder of the run' },
    )
  }
  return writePlan(job, {
    base: '.',
    work: {
      kind: 'score',
      run: pathFrom(job, runFolder),
      directions: await digestScorer(runFolder),
      vectors: pathFrom(job, vectors),
      key: key ?? null,
      hardest,
    },
    rows: reader.rows,
    rowsPerShard,
  })
}

async function writePlan(
  job: string,
  plan: Pick<JobPlan, 'base' | 'work' | 'rows' | 'rowsPerShard'>,
): Promise<JobPlan> {
  const { rows, rowsPerShard } = plan
  if (!Number.isSafeInteger(rowsPerShard) || rowsPerShard < 1) {
    throw new ConfigError(
      `Cannot plan: ${rowsPerShard} rows a shard, expected a whole number from 1`,
    )
  }
  const whole: JobPlan = {
    format: 'faultline-job',
    version: JOB_VERSION,
    tool: toolVersion(),
    ...plan,
    shards: Math.ceil(rows / rowsPerShard),
  }
  const names: string[] = await readdir(job).catch(() => [])
  const isPlanned = names.includes(JOB_FILES.plan)
  if (isPlanned && digestJson(await readPlan(job)) !== digestJson(whole)) {
    throw new RunError(`Cannot plan into "${job}": it holds another plan`, {
      folder: job,
      hint: 'choose another --out, or remove the folder if nobody works on it',
    })
  }
  if (names.length > 0 && !isPlanned) {
    throw new RunError(`Cannot plan into "${job}": it is not empty and holds no plan`, {
      folder: job,
      hint: 'choose a new folder with --out',
    })
  }
  await writeJson(join(job, JOB_FILES.plan), whole)
  return whole
}

/** With slashes on every system, so that the plan is the same everywhere. */
const pathFrom = (job: string, path: string) =>
  isObject(path) ? path : relative(resolve(job), resolve(path)).split(sep).join('/') || '.'
