import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { digestFile } from '../../io/files/digest.ts'
import { mapBounded } from '../../io/files/map-bounded.ts'
import type { ShardDone } from '../../run/job-file.ts'
import { failedShards, finishedShards, missingShards, readDone, readPlan } from './job-folder.ts'

const PARALLEL = 16

/** How far a job is. Shard numbers ascend. */
export interface JobStatus {
  shards: number
  rows: number
  done: number[]
  /** Not finished; `failed` are among them. */
  missing: number[]
  failed: number[]
  /** Finished, but their files are missing, of another size or, where digests were asked for, of other bytes. */
  damaged: number[]
  /** Images that could not be read. */
  unreadable: number
  /** Rows a second of one worker, over the finished shards; null before the first. */
  rowsPerSecond: number | null
  /** Seconds that one worker needs for the rest; null before the first shard is done. */
  secondsLeft: number | null
}

/** Reads a job folder. @param verify - Take the digest of every file that is done; otherwise sizes are compared. */
export async function jobStatus(job: string, verify = false): Promise<JobStatus> {
  const plan = await readPlan(job)
  const done = await finishedShards(job)
  const missing = await missingShards(job, plan)
  const records = await mapBounded(done, PARALLEL, (shard) => readDone(job, shard))
  const intact = await mapBounded(records, PARALLEL, (record) => isIntact(job, record, verify))
  const failed = new Set(await failedShards(job))
  const sum = (of: (record: ShardDone) => number) => records.reduce((all, r) => all + of(r), 0)
  const seconds = sum((record) => record.seconds)
  const finishedRows = sum(({ start, end }) => end - start)
  const rate = seconds > 0 ? finishedRows / seconds : null
  return {
    shards: plan.shards,
    rows: plan.rows,
    done,
    missing,
    failed: missing.filter((shard) => failed.has(shard)),
    damaged: records.filter((_, i) => !intact[i]).map(({ shard }) => shard),
    unreadable: sum(({ unreadable }) => unreadable.length),
    rowsPerSecond: rate,
    secondsLeft: rate === null ? null : (plan.rows - finishedRows) / rate,
  }
}

/** Whether a shard is done and its files are, byte for byte, as its worker left them. */
export async function isFinished(job: string, shard: number): Promise<boolean> {
  const record = await readDone(job, shard).catch(() => undefined)
  return record !== undefined && isIntact(job, record, true)
}

async function isIntact(job: string, { files }: ShardDone, verify: boolean): Promise<boolean> {
  for (const { file, size, sha256 } of files) {
    const path = join(job, file)
    const found = await stat(path).catch(() => undefined)
    if (found?.size !== size) return false
    if (verify && (await digestFile(path)) !== sha256) return false
  }
  return true
}
