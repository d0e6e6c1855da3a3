import { workQueue } from '../../../pipeline/shards/shard-queue.ts'
import { type Command, valued } from '../../arguments/command.ts'
import { numberFlag, stringFlag } from '../../arguments/flag-values.ts'
import { workCommand } from './one-job.ts'
import { redisUrl } from './redis-url.ts'

export const command: Command = {
  summary: 'Take shards out of the queue in Redis, on any number of machines',
  usage: 'worker --redis URL [--idle SECONDS]',
  flags: {
    redis: valued('URL', 'Default: REDIS_URL'),
    idle: valued('SECONDS', 'End when nothing has come for so long'),
    lock: valued('SECONDS', 'After which the shard of a dead worker goes to another. Default: 30'),
  },
  run: async (args, { env, stdout, json, effects }) => {
    const idle = numberFlag(args, 'idle', { least: 0.1 })
    const lock = numberFlag(args, 'lock', { least: 1 }) ?? 30
    const finished = await workQueue(
      {
        url: redisUrl(stringFlag(args, 'redis'), env),
        command: workCommand,
        idleMs: idle === undefined ? undefined : idle * 1000,
        lockMs: lock * 1000,
      },
      effects,
    )
    stdout(json ? `${JSON.stringify({ finished })}\n` : `${finished} shards done\n`)
    return 0
  },
}
