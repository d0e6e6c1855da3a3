import { createInterface } from 'node:readline/promises'
import { styleText } from 'node:util'
import { toolVersion } from '../pipeline/run-folder/tool-version.ts'
import { ConfigError, FaultlineError } from '../run/errors.ts'
import type { CliContext, Command } from './arguments/command.ts'
import { COMMON_FLAGS, parseArguments } from './arguments/parse-arguments.ts'
import { closest } from './terminal/closest.ts'
import { printable, safeOutput } from './terminal/printable.ts'
import { progressLine } from './terminal/progress-line.ts'

/** Loaded on demand: a command pays for its own libraries only. */
const COMMANDS: Record<string, () => Promise<{ command: Command }>> = {
  demo: () => import('./commands/demo.ts'),
  init: () => import('./commands/init.ts'),
  run: () => import('./commands/run.ts'),
  inspect: () => import('./commands/inspect.ts'),
  embed: () => import('./commands/embed.ts'),
  fit: () => import('./commands/fit.ts'),
  score: () => import('./commands/score.ts'),
  caption: () => import('./commands/caption.ts'),
  intervene: () => import('./commands/intervene.ts'),
  fix: () => import('./commands/fix.ts'),
  serve: () => import('./commands/serve.ts'),
  report: () => import('./commands/report.ts'),
  export: () => import('./commands/neighbours/export.ts'),
  'import-labels': () => import('./commands/neighbours/import-labels.ts'),
  mcp: () => import('./commands/neighbours/mcp.ts'),
  plan: () => import('./commands/shards/plan.ts'),
  work: () => import('./commands/shards/work.ts'),
  status: () => import('./commands/shards/status.ts'),
  gather: () => import('./commands/shards/gather.ts'),
  enqueue: () => import('./commands/shards/enqueue.ts'),
  worker: () => import('./commands/shards/worker.ts'),
  freeze: () => import('./commands/freeze.ts'),
  compare: () => import('./commands/compare.ts'),
  check: () => import('./commands/check.ts'),
  bench: () => import('./commands/bench.ts'),
}

/** The process that a command runs in; a test hands in another. */
export interface Terminal {
  cwd: string
  env: Readonly<Record<string, string | undefined>>
  stdout: { write: (text: string) => unknown; isTTY?: boolean; columns?: number }
  stderr: { write: (text: string) => unknown; isTTY?: boolean }
  /** Milliseconds. */
  now: () => number
  /** Calls back on Ctrl-C, until the returned function is called. */
  onInterrupt: (stop: () => void) => () => void
  /** The answer of somebody who sits there; undefined if nobody does. */
  ask?: (question: string, signal: AbortSignal) => Promise<string>
}

const STOPPING = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT'] as const
/** What still holds a command so long after a signal, such as a read of a pipe that nobody fills, does not end by itself. */
const PATIENCE_MS = 8000

const thisProcess: Terminal = {
  cwd: process.cwd(),
  env: process.env,
  stdout: process.stdout,
  stderr: process.stderr,
  now: () => performance.now(),
  onInterrupt: (stop) => {
    const heard = (signal: NodeJS.Signals) => {
      setTimeout(() => process.kill(process.pid, signal), PATIENCE_MS).unref()
      stop()
    }
    // Once: a second signal of a kind ends the process at once, as if nobody had listened.
    for (const signal of STOPPING) process.once(signal, heard)
    return () => {
      for (const signal of STOPPING) process.off(signal, heard)
    }
  },
  ...(process.stdin.isTTY && process.stderr.isTTY && { ask }),
}

async function ask(question: string, signal: AbortSignal): Promise<string> {
  const terminal = createInterface({ input: process.stdin, output: process.stderr })
  try {
    return await terminal.question(question, { signal })
  } finally {
    terminal.close()
  }
}

/**
 * The `faultline` command.
 *
 * @returns The exit code: 0 done, 1 the input is at fault, 2 the flags or the config are, 130 interrupted; a
 *   command whose codes are verdicts says its own.
 */
export async function main(
  argv: readonly string[],
  terminal: Terminal = thisProcess,
): Promise<number> {
  const color = Boolean(terminal.stderr.isTTY) && !terminal.env['NO_COLOR']
  const [name, ...rest] = argv
  const abort = new AbortController()
  const release = terminal.onInterrupt(() => abort.abort(new Interrupted()))
  const line = progressLine({
    write: (text) => terminal.stderr.write(text),
    terminal: Boolean(terminal.stderr.isTTY),
    now: terminal.now,
  })
  const stderr = (text: string) => {
    line.clear()
    terminal.stderr.write(safeOutput(text, color))
  }
  let failure: number | undefined
  try {
    if (name === undefined || name === 'help' || name === '--help' || name === '-h') {
      terminal.stdout.write(await overview())
      return name === undefined ? 2 : 0
    }
    if (name === '--version' || name === '-v') {
      terminal.stdout.write(`${toolVersion()}\n`)
      return 0
    }
    const command = await loadCommand(name)
    abort.signal.throwIfAborted()
    failure = command.failure
    const args = parseArguments(rest, command.flags)
    if (args.values['help']) {
      terminal.stdout.write(commandHelp(command))
      return 0
    }
    const quiet = Boolean(args.values['quiet'])
    const { ask: askTerminal } = terminal
    const hasColor = Boolean(terminal.stdout.isTTY) && !terminal.env['NO_COLOR']
    const json = Boolean(args.values['json'])
    const stdout = (text: string) => {
      line.clear()
      terminal.stdout.write(safeOutput(text, hasColor))
    }
    const context: CliContext = {
      cwd: terminal.cwd,
      env: terminal.env,
      stdout,
      answer: (value, text) => stdout(json ? `${JSON.stringify(value, null, 2)}\n` : text),
      stderr,
      json,
      color: hasColor,
      width: terminal.stdout.columns ?? Number.POSITIVE_INFINITY,
      ...(askTerminal && {
        confirm: async (question) => {
          line.clear()
          return /^y(es)?$/i.test((await askTerminal(`${question} [y/N] `, abort.signal)).trim())
        },
      }),
      effects: {
        signal: abort.signal,
        onWarning: ({ message, where }) =>
          stderr(
            `${paint('yellow', 'warning', color)} ${printable(message)}${where ? ` (${printable(where)})` : ''}\n`,
          ),
        ...(!quiet && { onProgress: line.show }),
      },
    }
    return await command.run(args, context)
  } catch (thrown) {
    // Whatever fails after a Ctrl-C fails because of it.
    const error = abort.signal.aborted ? abort.signal.reason : thrown
    const code = report(error, stderr, color)
    return error instanceof Interrupted ? code : (failure ?? code)
  } finally {
    line.clear()
    release()
  }
}

class Interrupted extends Error {}

/** The one place where an error becomes text. */
function report(error: unknown, stderr: (text: string) => void, color: boolean): number {
  if (error instanceof Interrupted) {
    stderr('Interrupted; the same command continues where it stopped\n')
    return 130
  }
  if (!(error instanceof FaultlineError)) {
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error)
    stderr(`${paint('red', 'This is a bug in faultline', color)}\n${text}\n`)
    return 1
  }
  stderr(`${paint('red', 'error', color)} ${printable(error.message)}\n`)
  if (error.hint) stderr(`  hint: ${printable(error.hint)}\n`)
  return error instanceof ConfigError ? 2 : 1
}

const paint = (style: 'red' | 'yellow', text: string, color: boolean) =>
  color ? styleText(style, text) : text

async function loadCommand(name: string): Promise<Command> {
  const load = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined
  if (load) return (await load()).command
  const near = closest(name, Object.keys(COMMANDS))
  throw new ConfigError(`Unknown command "${name}"`, {
    hint: near ? `did you mean faultline ${near}?` : 'faultline --help lists the commands',
  })
}

async function overview(): Promise<string> {
  const lines = await Promise.all(
    Object.entries(COMMANDS).map(
      async ([name, load]) => `  ${name.padEnd(15)}${(await load()).command.summary}`,
    ),
  )
  return `faultline finds, proves, names, fixes and guards against the failure modes of image classifiers\n\n${lines.join('\n')}\n\nfaultline COMMAND --help tells more\n`
}

function commandHelp({ summary, usage, flags }: Command): string {
  const lines = Object.entries({ ...flags, ...COMMON_FLAGS }).map(
    ([name, { short, value, help }]) => {
      const left = `${short ? `-${short}, ` : '    '}--${name}${value ? ` ${value}` : ''}`
      return `  ${left.padEnd(26)}  ${help}`
    },
  )
  return `faultline ${usage}\n\n${summary}\n\n${lines.join('\n')}\n`
}
