import type { Effects } from '../../run/effects.ts'
import { RunError } from '../../run/errors.ts'
import { missingShards, readPlan } from './job-folder.ts'
import { type WorkerCommand, workerProcess } from './worker-process.ts'

/** Times that a shard is begun before the job is given up. */
const ATTEMPTS = 3

export interface LocalWork {
  /** Worker processes. */
  workers: number
  /** Starts a worker on the job. */
  command: WorkerCommand
  /** Devices dealt out to the workers in turn, as CUDA_VISIBLE_DEVICES. @default none */
  devices?: readonly string[]
}

/**
 * Works on all missing shards of a job in worker processes of this machine, which live as long as there are shards. One that
 * dies costs the shard it was on, and is started anew.
 *
 * @throws RunError if a shard fails three times; what was finished stays.
 */
export async function workLocally(
  job: string,
  { workers, command, devices = [] }: LocalWork,
  { signal, onProgress }: Effects = {},
): Promise<void> {
  const plan = await readPlan(job)
  const open = await missingShards(job, plan)
  const tries = new Map<number, number>()
  let done = plan.shards - open.length
  let failure: RunError | undefined

  async function serve(slot: number): Promise<void> {
    const worker = workerProcess(command, signal, devices[slot % devices.length])
    for (let shard = open.shift(); shard !== undefined; shard = open.shift()) {
      const why = await worker.work(shard)
      if (failure || signal?.aborted) break
      if (why !== undefined) {
        tryAgain(shard, why)
        continue
      }
      done += 1
      onProgress?.({ step: 'work', done, total: plan.shards, unit: 'shards' })
    }
    await worker.close()
  }

  function tryAgain(shard: number, why: string): void {
    const count = (tries.get(shard) ?? 0) + 1
    tries.set(shard, count)
    if (count < ATTEMPTS) {
      open.push(shard)
      return
    }
    open.length = 0
    failure = new RunError(
      `Cannot finish job "${job}": shard ${shard} failed ${count} times: ${why}`,
      { folder: job, hint: `faultline work ${job} --shard ${shard} shows why` },
    )
  }
  await Promise.all(Array.from({ length: workers }, (_, slot) => serve(slot)))
  signal?.throwIfAborted()
  if (failure) throw failure
}
