import { type JobStatus, jobStatus } from '../../../pipeline/shards/job-status.ts'
import { formatShards } from '../../../pipeline/shards/shard-list.ts'
import type { Command } from '../../arguments/command.ts'
import { oneJob } from './one-job.ts'

export const command: Command = {
  summary: 'How far a job is: shards done, failed and missing, rate and time left',
  usage: 'status JOB [--verify]',
  flags: { verify: { type: 'boolean', help: 'Compare the digest of every finished file' } },
  run: async (args, { cwd, answer }) => {
    const job = oneJob(args, cwd, 'tell the status')
    const status = await jobStatus(job, Boolean(args.values['verify']))
    answer(status, statusText(status))
    return 0
  },
}

function statusText(status: JobStatus): string {
  const { shards, done, missing, failed, damaged, unreadable, rowsPerSecond, secondsLeft } = status
  const lines = [`done     ${done.length} of ${shards}`]
  // The list is the second word, so that a script takes it for --array or --shard.
  if (missing.length > 0) lines.push(`missing  ${formatShards(missing)}   ${missing.length} shards`)
  if (failed.length > 0) lines.push(`failed   ${formatShards(failed)}   why: failed/*.json`)
  if (damaged.length > 0) lines.push(`damaged  ${formatShards(damaged)}   work on them again`)
  if (unreadable > 0) lines.push(`${unreadable} images could not be read`)
  if (rowsPerSecond !== null && secondsLeft !== null && missing.length > 0) {
    lines.push(
      `rate     ${rowsPerSecond.toFixed(1)} rows a second and worker; left: ${Math.ceil(secondsLeft / 60).toLocaleString('en')} minutes of one worker`,
    )
  }
  return `${lines.join('\n')}\n`
}
