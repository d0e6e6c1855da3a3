import { fileURLToPath } from 'node:url'
import type { WorkerCommand } from '../../../pipeline/shards/worker-process.ts'
import type { Arguments } from '../../arguments/command.ts'
import { onePath } from '../../arguments/one-path.ts'

const PROGRAM = fileURLToPath(new URL('../../../../bin/faultline.js', import.meta.url))

/** The job folder that a command is about, absolute. @throws ConfigError unless exactly one is given. */
export const oneJob = (args: Arguments, cwd: string, name: string): string =>
  onePath(args, cwd, name, 'job folder', 'faultline plan CONFIG.json --out JOB makes one')

/** Starts this program as a worker on a job: see `workerProcess`. */
export const workCommand = (job: string): WorkerCommand => [
  process.execPath,
  PROGRAM,
  'work',
  job,
  '--shard',
  '-',
  '--quiet',
]
