import { enqueueShards } from '../../../pipeline/shards/shard-queue.ts'
import { type Command, valued } from '../../arguments/command.ts'
import { stringFlag } from '../../arguments/flag-values.ts'
import { oneJob } from './one-job.ts'
import { redisUrl } from './redis-url.ts'

export const command: Command = {
  summary: 'Put the missing shards of a job into a queue in Redis, for any number of workers',
  usage: 'enqueue JOB --redis URL',
  flags: { redis: valued('URL', 'Default: REDIS_URL') },
  run: async (args, { cwd, env, stdout, json, effects }) => {
    const job = oneJob(args, cwd, 'enqueue')
    const queued = await enqueueShards(job, redisUrl(stringFlag(args, 'redis'), env), effects)
    stdout(json ? `${JSON.stringify({ queued })}\n` : `${queued} shards queued\n`)
    return 0
  },
}
