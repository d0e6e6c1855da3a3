import type { Effects } from '../../run/effects.ts'
import { RunError } from '../../run/errors.ts'
import { missingShards, readPlan } from './job-folder.ts'
import { formatShards } from './shard-list.ts'
import { runWorker } from './worker-process.ts'

/** Times that a shard is begun before the job is given up. */
const ATTEMPTS = 3
/** A worker gets a share of what is open this many times, so that none waits long for the last. */
const TURNS = 4

export interface LocalWork {
  /** Worker processes. */
  workers: number
  /** Starts a worker on some shards: program and arguments. */
  command: (shards: string) => readonly [string, ...string[]]
  /** Devices dealt out to the workers in turn, as CUDA_VISIBLE_DEVICES. @default none */
  devices?: readonly string[]
}

/**
 * Works on all missing shards of a job in worker processes of this machine. A worker that dies costs the shard it was on;
 * the others take what it leaves.
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
  let failure: RunError | undefined

  async function serve(slot: number): Promise<void> {
    while (open.length > 0 && !failure && !signal?.aborted) {
      const shards = open.splice(0, Math.max(1, Math.ceil(open.length / (workers * TURNS))))
      const device = devices[slot % devices.length]
      const why = await runWorker(command(formatShards(shards)), signal, device)
      if (signal?.aborted) return
      const missing = new Set(await missingShards(job, plan))
      const left = shards.filter((shard) => missing.has(shard))
      const [first] = left
      if (first !== undefined) {
        const count = (tries.get(first) ?? 0) + 1
        tries.set(first, count)
        if (count >= ATTEMPTS) {
          failure ??= new RunError(
            `Cannot finish job "${job}": shard ${first} failed ${count} times: ${why ?? 'its worker left it undone'}`,
            { folder: job, hint: `faultline work ${job} --shard ${first} shows why` },
          )
          return
        }
        open.push(...left)
      }
      const done = plan.shards - missing.size
      onProgress?.({ step: 'work', done, total: plan.shards, unit: 'shards' })
    }
  }
  await Promise.all(Array.from({ length: workers }, (_, slot) => serve(slot)))
  signal?.throwIfAborted()
  if (failure) throw failure
}
