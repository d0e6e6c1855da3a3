import { jobStatus } from '../../../pipeline/shards/job-status.ts'
import { formatShards } from '../../../pipeline/shards/shard-list.ts'
import type { Command } from '../../arguments/command.ts'
import { oneJob } from './one-job.ts'

export const command: Command = {
  summary: 'How far a job is: shards done, failed and missing, rate and time left',
  usage: 'status JOB [--verify]',
  flags: { verify: { type: 'boolean', help: 'Compare the digest of every finished file' } },
  run: async (args, { cwd, stdout, json }) => {
    const job = oneJob(args, cwd, 'tell the status')
    const status = await jobStatus(job, Boolean(args.values['verify']))
    if (json) {
      stdout(`${JSON.stringify(status, null, 2)}\n`)
      return 0
    }
    const { shards, done, missing, failed, damaged, unreadable, rowsPerSecond, secondsLeft } =
      status
    stdout(`done     ${done.length} of ${shards}\n`)
    // The list is the second word, so that a script takes it for --array or --shard.
    if (missing.length > 0) stdout(`missing  ${formatShards(missing)}   ${missing.length} shards\n`)
    if (failed.length > 0) stdout(`failed   ${formatShards(failed)}   why: failed/*.json\n`)
    if (damaged.length > 0) stdout(`damaged  ${formatShards(damaged)}   work on them again\n`)
    if (unreadable > 0) stdout(`${unreadable} images could not be read\n`)
    if (rowsPerSecond !== null && secondsLeft !== null && missing.length > 0) {
      stdout(
        `rate     ${rowsPerSecond.toFixed(1)} rows a second and worker; left: ${Math.ceil(secondsLeft / 60).toLocaleString('en')} minutes of one worker\n`,
      )
    }
    return 0
  },
}
