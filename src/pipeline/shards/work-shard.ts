import { join } from 'node:path'
import { writeJson } from '../../io/files/write-atomic.ts'
import type { Effects } from '../../run/effects.ts'
import type { JobPlan, ShardDone } from '../../run/job-file.ts'
import { doneFile, forgetFailed, readPlan, shardRows, writeFailed } from './job-folder.ts'
import { isFinished } from './job-status.ts'
import type { ShardWork } from './shard-work.ts'

/**
 * Works on shards of a job, one after the other; those that are finished, and whose files are as their worker left them, are
 * passed over. A shard is a pure function of the plan: done twice, or on two machines at once, it leaves the same bytes. No
 * lock is needed.
 *
 * @param onDone - Called when a shard is finished, or was: was it worked on?
 * @throws RunError if what the job reads is no longer what was planned; the reason is left in `failed/`.
 */
export async function workShards(
  job: string,
  shards: Iterable<number> | AsyncIterable<number>,
  effects: Effects = {},
  onDone: (shard: number, worked: boolean) => void = () => undefined,
): Promise<void> {
  const plan = await readPlan(job)
  let work: ShardWork | undefined
  try {
    for await (const shard of shards) {
      effects.signal?.throwIfAborted()
      if (await isFinished(job, shard)) {
        onDone(shard, false)
        continue
      }
      try {
        work ??= await openWork(job, plan, effects)
        await workOne(job, plan, work, shard, effects)
      } catch (error) {
        if (!effects.signal?.aborted) await writeFailed(job, shard, (error as Error).message)
        throw error
      }
      onDone(shard, true)
    }
  } finally {
    await work?.close()
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
  const seconds = Math.round(performance.now() - begun) / 1000
  const done: ShardDone = { shard, ...shardRows(plan, shard), ...result, seconds }
  await writeJson(join(job, doneFile(shard)), done)
  await forgetFailed(job, shard)
}
