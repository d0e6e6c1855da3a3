import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { digestFile } from '../../io/files/digest.ts'
import { writeJson } from '../../io/files/write-atomic.ts'
import type { Effects } from '../../run/effects.ts'
import type { JobPlan, ShardDone } from '../../run/job-file.ts'
import {
  doneFile,
  finishedShards,
  forgetFailed,
  readPlan,
  shardFiles,
  shardRows,
  writeFailed,
} from './job-folder.ts'
import type { ShardWork } from './shard-work.ts'

/**
 * Works on shards of a job, one after the other; those that are finished are passed over. A shard is a pure function of
 * the plan: done twice, or on two machines at once, it leaves the same bytes. No lock is needed.
 *
 * @param shards - Which of them, or undefined for all that are missing.
 * @returns Numbers of the shards that were worked on.
 * @throws RunError if what the job reads is no longer what was planned; the reason is left in `failed/`.
 */
export async function workShards(
  job: string,
  shards: readonly number[],
  effects: Effects = {},
): Promise<number[]> {
  const plan = await readPlan(job)
  const finished = new Set(await finishedShards(job))
  const open = shards.filter((shard) => !finished.has(shard))
  if (open.length === 0) return []
  const [first = 0] = open
  const work = await openWork(job, plan, effects).catch(failing(first))
  try {
    for (const shard of open) {
      effects.signal?.throwIfAborted()
      await workOne(job, plan, work, shard, effects).catch(failing(shard))
    }
    return open
  } finally {
    await work.close()
  }

  function failing(shard: number) {
    return async (error: unknown): Promise<never> => {
      if (!effects.signal?.aborted) await writeFailed(job, shard, (error as Error).message)
      throw error
    }
  }
}

/** A process that scores need not load what embeds. */
async function openWork(job: string, plan: JobPlan, effects: Effects): Promise<ShardWork> {
  if (plan.work.kind === 'score') {
    const { openScoreWork } = await import('./score-shard.ts')
    return openScoreWork(job, plan, plan.work)
  }
  const { openEmbedWork } = await import('./embed-shard.ts')
  return openEmbedWork(job, plan, plan.work, effects)
}

async function workOne(
  job: string,
  plan: JobPlan,
  work: ShardWork,
  shard: number,
  effects: Effects,
): Promise<void> {
  const begun = performance.now()
  const result = await work.run(shard, effects)
  const files = await Promise.all(
    shardFiles(plan, shard).map(async (file) => {
      const path = join(job, file)
      return { file, size: (await stat(path)).size, sha256: await digestFile(path) }
    }),
  )
  const seconds = Math.round(performance.now() - begun) / 1000
  const done: ShardDone = { shard, ...shardRows(plan, shard), ...result, files, seconds }
  await writeJson(join(job, doneFile(shard)), done)
  await forgetFailed(job, shard)
}
