import { resolve } from 'node:path'
import { ConfigError } from '../../run/errors.ts'
import type { Arguments } from './command.ts'

/** The one path that a command is about, absolute. @throws ConfigError unless exactly one is given. */
export function onePath(
  { positionals }: Arguments,
  cwd: string,
  command: string,
  expected = 'run folder',
  hint?: string,
): string {
  const [given, ...more] = positionals
  if (given !== undefined && more.length === 0) return resolve(cwd, given)
  throw new ConfigError(
    `Cannot ${command}: ${positionals.length} paths, expected one ${expected}`,
    { hint },
  )
}

/** @throws ConfigError if a path is given to a command that takes none. */
export function noPath({ positionals: [unexpected] }: Arguments, task: string, hint?: string) {
  if (unexpected === undefined) return
  throw new ConfigError(`Cannot ${task}: unexpected "${unexpected}"`, { hint })
}
