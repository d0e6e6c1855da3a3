import { ConfigError } from '../../run/errors.ts'
import type { Arguments } from './command.ts'

interface Range {
  least: number
  most?: number
  whole?: boolean
}

/** The value of a string flag, undefined if it was not given. */
export function stringFlag(args: Arguments, name: string): string | undefined {
  const value = args.values[name]
  return typeof value === 'string' ? value : undefined
}

/** The values of a string flag that may be repeated. */
export function stringFlags(args: Arguments, name: string): string[] {
  const value = args.values[name]
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : []
}

/** The value of a flag as a number, undefined if it was not given. @throws ConfigError if it is no number in the range. */
export function numberFlag(args: Arguments, name: string, range: Range): number | undefined {
  const text = stringFlag(args, name)
  return text === undefined ? undefined : parseNumber(text, `--${name}`, range)
}

/** @throws ConfigError unless the text is a number in the range. */
export function parseNumber(text: string, name: string, { least, most, whole }: Range): number {
  const value = text.trim() === '' ? Number.NaN : Number(text)
  if (value >= least && value <= (most ?? Infinity) && (!whole || Number.isInteger(value))) {
    return value
  }
  const kind = whole ? 'a whole number' : 'a number'
  const range = most === undefined ? `at least ${least}` : `${least} to ${most}`
  throw new ConfigError(`Cannot use ${name} "${text}": expected ${kind}, ${range}`)
}

/**
 * The value of a flag that names one of a few things, undefined if it was not given.
 *
 * @throws ConfigError if it names none of them.
 */
export function choiceFlag<T extends string>(
  args: Arguments,
  name: string,
  choices: readonly T[],
): T | undefined {
  const text = stringFlag(args, name)
  const found = choices.find((choice) => choice === text)
  if (text === undefined || found !== undefined) return found
  throw new ConfigError(`Cannot use --${name} "${text}": expected ${choices.join(', ')}`)
}

/** The value of a flag as a list, undefined if it was not given. */
export function listFlag(args: Arguments, name: string): string[] | undefined {
  return stringFlag(args, name)
    ?.split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '')
}

/** @throws ConfigError if one of some flags is given, where it would be passed over. */
export function refuseFlags(
  { values }: Arguments,
  names: readonly string[],
  task: string,
  hint: string,
): void {
  const given = names.find((name) => values[name] !== undefined)
  if (given !== undefined) throw new ConfigError(`Cannot use --${given} to ${task}`, { hint })
}
