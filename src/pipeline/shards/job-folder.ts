import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import type * as z from 'zod'
import { readJson } from '../../io/files/read-json.ts'
import { writeJson } from '../../io/files/write-atomic.ts'
import { RunError } from '../../run/errors.ts'
import { doneSchema, type JobPlan, planSchema, type ShardDone } from '../../run/job-file.ts'
import { numbersIn } from '../run-folder/chunk-store.ts'

/** Files of a job folder, relative to it. The vectors lie as clip-retrieval lays them. */
export const JOB_FILES = {
  plan: 'plan.json',
  done: 'done',
  failed: 'failed',
  embeddings: 'img_emb',
  metadata: 'metadata',
  scores: 'scores',
  hardest: 'hardest',
} as const

/** A shard's number with zeros before it, so that names sort as numbers do. */
export const shardName = (shard: number): string => String(shard).padStart(5, '0')

/** Files that a shard of a job writes. */
export function shardFiles({ work }: JobPlan, shard: number): string[] {
  const name = shardName(shard)
  return work.kind === 'embed'
    ? [
        `${JOB_FILES.embeddings}/${JOB_FILES.embeddings}_${name}.npy`,
        `${JOB_FILES.metadata}/${JOB_FILES.metadata}_${name}.parquet`,
      ]
    : [
        `${JOB_FILES.scores}/${JOB_FILES.scores}_${name}.parquet`,
        `${JOB_FILES.hardest}/${JOB_FILES.hardest}_${name}.json`,
      ]
}

/** Rows of a shard. */
export function shardRows(
  { rows, rowsPerShard }: JobPlan,
  shard: number,
): { start: number; end: number } {
  const start = shard * rowsPerShard
  return { start, end: Math.min(rows, start + rowsPerShard) }
}

/** `plan.json`. @throws RunError unless the folder is a job of this version. */
export function readPlan(job: string): Promise<JobPlan> {
  return readChecked(job, JOB_FILES.plan, planSchema)
}

/** `done/NNNNN.json` of a finished shard. @throws RunError if it is damaged. */
export function readDone(job: string, shard: number): Promise<ShardDone> {
  return readChecked(job, doneFile(shard), doneSchema)
}

export const doneFile = (shard: number): string => `${JOB_FILES.done}/${shardName(shard)}.json`

/** Numbers of the finished shards, ascending. */
export const finishedShards = (job: string): Promise<number[]> =>
  numbersIn(join(job, JOB_FILES.done))

/** Numbers of the shards whose last try has failed, ascending. */
export const failedShards = (job: string): Promise<number[]> =>
  numbersIn(join(job, JOB_FILES.failed))

/** Shards that are not finished, ascending. */
export async function missingShards(job: string, { shards }: JobPlan): Promise<number[]> {
  const finished = new Set(await finishedShards(job))
  return Array.from({ length: shards }, (_, shard) => shard).filter((shard) => !finished.has(shard))
}

const failedFile = (job: string, shard: number) =>
  join(job, JOB_FILES.failed, `${shardName(shard)}.json`)

/** Leaves word of why a shard failed. */
export const writeFailed = (job: string, shard: number, message: string): Promise<void> =>
  writeJson(failedFile(job, shard), { shard, message })

export const forgetFailed = (job: string, shard: number): Promise<void> =>
  rm(failedFile(job, shard), { force: true })

async function readChecked<T>(job: string, file: string, schema: z.ZodType<T>): Promise<T> {
  const raw = await readJson(join(job, file)).catch((cause) => {
    throw new RunError(`Cannot open job "${job}": no ${file}`, {
      folder: job,
      cause,
      hint: 'faultline plan CONFIG.json --out DIR makes a job',
    })
  })
  const result = schema.safeParse(raw)
  if (result.success) return result.data
  const [issue] = result.error.issues
  throw new RunError(
    `Cannot open job "${job}": ${file} at ${issue?.path.join('.')}: ${issue?.message}`,
    { folder: job, hint: 'plan it again with this version of faultline' },
  )
}
