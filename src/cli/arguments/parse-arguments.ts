import { parseArgs } from 'node:util'
import { ConfigError } from '../../run/errors.ts'
import { closest } from '../terminal/closest.ts'
import type { Arguments, Flag } from './command.ts'

/** Flags that every command takes. */
export const COMMON_FLAGS: Record<string, Flag> = {
  help: { type: 'boolean', short: 'h', help: 'Show this help' },
  json: { type: 'boolean', help: 'One JSON document on stdout' },
  quiet: { type: 'boolean', short: 'q', help: 'No progress' },
}

/** Strictly parsed arguments of one command. @throws ConfigError for an unknown flag, with the closest known one. */
export function parseArguments(argv: readonly string[], flags: Record<string, Flag>): Arguments {
  const options = Object.fromEntries(
    Object.entries({ ...COMMON_FLAGS, ...flags }).map(([name, { type, short, multiple }]) => [
      name,
      { type, ...(short && { short }), ...(multiple && { multiple }) },
    ]),
  )
  try {
    const { positionals, values } = parseArgs({
      args: [...argv],
      options,
      allowPositionals: true,
      strict: true,
    })
    return { positionals, values }
  } catch (cause) {
    const { code, message } = cause as { code?: string; message: string }
    if (code !== 'ERR_PARSE_ARGS_UNKNOWN_OPTION')
      throw new ConfigError(firstSentence(message), { cause })
    const found = /'(-[^']*)'/.exec(message)?.[1] ?? ''
    const near = closest(found.replace(/^-+/, ''), Object.keys(options))
    throw new ConfigError(`Unknown flag "${found}"`, {
      cause,
      hint: near ? `did you mean --${near}?` : 'faultline COMMAND --help lists the flags',
    })
  }
}

const firstSentence = (text: string) => text.split('. ')[0] ?? text
