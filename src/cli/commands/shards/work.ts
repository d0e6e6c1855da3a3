import { createInterface } from 'node:readline'
import { readPlan } from '../../../pipeline/shards/job-folder.ts'
import { parseShards, shardOfEnvironment } from '../../../pipeline/shards/shard-list.ts'
import { workLocally } from '../../../pipeline/shards/work-locally.ts'
import { workShards } from '../../../pipeline/shards/work-shard.ts'
import { type CliContext, type Command, valued } from '../../arguments/command.ts'
import { listFlag, numberFlag, refuseFlags, stringFlag } from '../../arguments/flag-values.ts'
import { oneJob, workCommand } from './one-job.ts'

export const command: Command = {
  summary:
    'Work on shards of a job: those asked for, that of an array job, or all that are missing',
  usage: 'work JOB [--shard 3,7-9 | --workers N [--devices 0,1]]',
  flags: {
    shard: valued(
      'LIST',
      '- reads them from stdin. Default: SLURM_ARRAY_TASK_ID, JOB_COMPLETION_INDEX or AWS_BATCH_JOB_ARRAY_INDEX, else all',
    ),
    workers: valued('N', 'Processes that share all missing shards. Default: 1'),
    devices: valued('0,1', 'Dealt out to the workers as CUDA_VISIBLE_DEVICES'),
  },
  run: async (args, { cwd, env, stdout, json, effects }) => {
    const job = oneJob(args, cwd, 'work')
    const { shards: count } = await readPlan(job)
    const list = stringFlag(args, 'shard') ?? shardOfEnvironment(env)
    if (list === undefined) {
      const workers = numberFlag(args, 'workers', { least: 1, most: 1024, whole: true }) ?? 1
      const devices = listFlag(args, 'devices') ?? []
      await workLocally(job, { workers, command: workCommand(job), devices }, effects)
      if (json) stdout(`${JSON.stringify({ shards: count })}\n`)
      else stdout(`${count} shards done\n`)
      return 0
    }
    const hint = 'leave out --shard, in an array job its variable too, or those'
    refuseFlags(args, ['workers', 'devices'], 'work on the shards asked for: it is for all', hint)
    if (list === '-') {
      await workShards(job, asked(count, effects), effects, (shard) => stdout(`${shard}\n`))
      return 0
    }
    const done: number[] = []
    await workShards(job, parseShards(list, count), effects, (shard, worked) => {
      if (worked) done.push(shard)
    })
    if (json) stdout(`${JSON.stringify({ done })}\n`)
    else stdout(`${done.length} shards done\n`)
    return 0
  },
}

/** Shards that somebody asks for, a line each, until there are no more lines. */
async function* asked(count: number, { signal }: CliContext['effects']) {
  for await (const line of createInterface({ input: process.stdin, signal })) {
    yield* parseShards(line, count)
  }
}
