import { Queue, Worker } from 'bullmq'
import { Redis } from 'ioredis'
import type { Effects } from '../../run/effects.ts'
import { ConfigError } from '../../run/errors.ts'
import { missingShards, readPlan, shardName } from './job-folder.ts'
import { type WorkerCommand, type WorkerProcess, workerProcess } from './worker-process.ts'

/** Name of the queue in Redis; BullMQ's dashboards show it. */
const QUEUE = 'faultline-shards'

/** What Redis holds of a shard. Losing it loses nothing: the done files decide. */
interface QueuedShard {
  job: string
  shard: number
}

/**
 * Puts the missing shards of a job into a queue in Redis. Those that wait there already are not added again.
 *
 * @returns How many shards are missing.
 * @throws ConfigError if Redis cannot be reached.
 */
export async function enqueueShards(
  job: string,
  url: string,
  effects: Effects = {},
): Promise<number> {
  const plan = await readPlan(job)
  const connection = await connect(url, effects)
  const queue = new Queue<QueuedShard>(QUEUE, { connection })
  try {
    const shards = await missingShards(job, plan)
    for (const shard of shards) {
      const jobId = `shard-${shardName(shard)}-${Buffer.from(job).toString('base64url')}`
      const before = await queue.getJob(jobId)
      if (before && ((await before.isFailed()) || (await before.isCompleted()))) {
        await before.remove()
      }
      await queue.add(
        'shard',
        { job, shard },
        {
          jobId,
          attempts: 3,
          backoff: { type: 'exponential', delay: 1000 },
          removeOnComplete: true,
        },
      )
    }
    return shards.length
  } finally {
    await queue.close()
    connection.disconnect()
  }
}

export interface QueueWork {
  url: string
  /** Starts a process that works on a job. */
  command: (job: string) => WorkerCommand
  /** Stop when nothing has come for this long, in milliseconds. @default never */
  idleMs?: number | undefined
  /** Milliseconds after which the shard of a worker that is gone is given to another. @default 30_000 */
  lockMs?: number
}

/**
 * Takes shards out of the queue, one at a time, until it is told to stop. A process beside this one works on them, so that this
 * one goes on renewing its claim; the shard of a worker that dies is given to another.
 *
 * @throws ConfigError if Redis cannot be reached at the start. Later it waits until Redis is there again.
 */
export async function workQueue(
  { url, command, idleMs, lockMs = 30_000 }: QueueWork,
  effects: Effects = {},
): Promise<number> {
  const connection = await connect(url, effects)
  let held: { job: string; process: WorkerProcess } | undefined
  async function processOf(job: string): Promise<WorkerProcess> {
    if (held?.job !== job) await letGo()
    held ??= { job, process: workerProcess(command(job), effects.signal) }
    return held.process
  }
  async function letGo(): Promise<void> {
    const last = held
    held = undefined
    await last?.process.close()
  }
  let finished = 0
  let lastBusy = performance.now()
  const worker = new Worker<QueuedShard>(
    QUEUE,
    async ({ data }) => {
      const why = await (await processOf(data.job)).work(data.shard)
      if (effects.signal?.aborted) return new Promise<void>(() => {}) // open: another worker gets it
      if (why !== undefined) throw new Error(why) // the queue keeps it
      finished += 1
      effects.onProgress?.({ step: 'worker', done: finished, total: finished, unit: 'shards' })
    },
    {
      connection,
      concurrency: 1,
      lockDuration: lockMs,
      stalledInterval: lockMs,
      maxStalledCount: 10,
    },
  )
  worker.on('active', () => {
    lastBusy = Number.POSITIVE_INFINITY
  })
  for (const event of ['completed', 'failed'] as const) {
    worker.on(event, () => {
      lastBusy = performance.now()
    })
  }
  // While there is nothing to do, others may want the memory.
  worker.on('drained', letGo)
  // Without a listener a lost connection would end the process.
  worker.on('error', () => undefined)
  try {
    await new Promise<void>((resolve) => {
      const watch = setInterval(() => {
        const isIdle = idleMs !== undefined && performance.now() - lastBusy > idleMs
        if (!isIdle && !effects.signal?.aborted) return
        clearInterval(watch)
        resolve()
      }, 100)
    })
  } finally {
    await worker.close(true)
    await letGo()
    connection.disconnect()
  }
  effects.signal?.throwIfAborted()
  return finished
}

/** @throws ConfigError if nothing answers; warns of settings under which Redis may lose the queue. */
async function connect(url: string, { onWarning }: Effects): Promise<Redis> {
  const connection = new Redis(url, { maxRetriesPerRequest: null, lazyConnect: true })
  connection.on('error', () => undefined)
  try {
    await connection.connect()
  } catch (cause) {
    connection.disconnect()
    throw new ConfigError(`Cannot reach Redis: ${(cause as Error).message}`, {
      cause,
      hint: 'start one (redis-server --appendonly yes) and give its address with --redis redis://HOST:PORT',
    })
  }
  for (const [name, wanted] of [
    ['maxmemory-policy', 'noeviction'],
    ['appendonly', 'yes'],
  ] as const) {
    const found = await connection
      .config('GET', name)
      .then((pair) => (pair as string[])[1])
      .catch(() => undefined) // a hosted Redis may forbid the question
    if (found === undefined || found === wanted) continue
    onWarning?.({
      code: 'redis-settings',
      message: `Redis has ${name} ${found}, expected ${wanted}: it may lose waiting shards; "enqueue" adds them again`,
      where: name,
    })
  }
  return connection
}
