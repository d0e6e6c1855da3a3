import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { ConfigError } from '../../../run/errors.ts'
import type { Arguments } from '../../arguments/command.ts'

const PROGRAM = fileURLToPath(new URL('../../../../bin/faultline.js', import.meta.url))

/** The job folder that a command is about, absolute. @throws ConfigError unless exactly one is given. */
export function oneJob({ positionals }: Arguments, cwd: string, name: string): string {
  const [given, ...more] = positionals
  if (given !== undefined && more.length === 0) return resolve(cwd, given)
  throw new ConfigError(`Cannot ${name}: ${positionals.length} paths, expected one job folder`, {
    hint: 'faultline plan CONFIG.json --out JOB makes one',
  })
}

/** Starts this program on some shards. */
export const workCommand = (job: string, shards: string): [string, ...string[]] => [
  process.execPath,
  PROGRAM,
  'work',
  job,
  '--shard',
  shards,
  '--quiet',
]
