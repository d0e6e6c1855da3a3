import type { Effects } from '../../run/effects.ts'

/** A flag of a command. */
export interface Flag {
  type: 'string' | 'boolean'
  /** One letter. */
  short?: string
  /** May be given several times. */
  multiple?: boolean
  /** What its value stands for, in the help: `--out DIR`. */
  value?: string
  help: string
}

/** A flag that takes a value. */
export const valued = (
  value: string,
  help: string,
  more: Pick<Flag, 'short' | 'multiple'> = {},
): Flag => ({ type: 'string', value, help, ...more })

export interface Arguments {
  positionals: string[]
  values: Record<string, string | boolean | (string | boolean)[] | undefined>
}

/** The world of a command, so that a test can hand it another. */
export interface CliContext {
  cwd: string
  env: Readonly<Record<string, string | undefined>>
  /** Results; with `json`, exactly one JSON document. */
  stdout: (text: string) => void
  /** Prints the result: what a program reads with `json`, else the text. */
  answer: (value: unknown, text: string) => void
  /** Everything else. */
  stderr: (text: string) => void
  /** Stdout is to be one JSON document. */
  json: boolean
  /** Stdout is a terminal that shows colours. */
  color: boolean
  /** Characters in a line of the terminal; any number where stdout is none. */
  width: number
  /** Asks who sits at the terminal for a yes; undefined if nobody does. */
  confirm?: (question: string) => Promise<boolean>
  effects: Effects & { signal: AbortSignal }
}

/** One file of `cli/`: `faultline NAME`. */
export interface Command {
  /** One line for the list of commands. */
  summary: string
  /** For example `run CONFIG.json [--out DIR]`. */
  usage: string
  flags: Record<string, Flag>
  /** Exit code where anything goes wrong, for a command whose other codes are verdicts. @default 1, of flags and config 2 */
  failure?: number
  /** @returns The exit code. */
  run: (args: Arguments, context: CliContext) => Promise<number>
}
