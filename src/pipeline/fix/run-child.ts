import { spawn } from 'node:child_process'
import { createWriteStream } from 'node:fs'
import { createInterface } from 'node:readline'
import { finished } from 'node:stream/promises'
import type { StopSignal } from '../../run/effects.ts'
import { ConfigError } from '../../run/errors.ts'
import type { Environment } from '../run-folder/secrets.ts'

export interface ChildOptions {
  /** Program and arguments; no shell. */
  run: readonly string[]
  folder: string
  env: Environment
  /** File that gets everything the child prints. */
  log: string
  timeoutMs: number
  /** Strikes secrets out of what is printed. */
  redact: (text: string) => string
  onLine?: (line: string) => void
  /** Called with the number of the process group. */
  onStart?: (pid: number) => Promise<void>
  signal?: StopSignal | undefined
}

/** How long a program that is asked to stop may take. */
const PATIENCE_MS = 5000

/**
 * Runs a program to its end; its whole process group dies with it when time is up or the work is stopped.
 *
 * @returns Why it failed, undefined if it did not.
 * @throws ConfigError if the program cannot be started; the signal's reason if stopped.
 */
export async function runChild(options: ChildOptions): Promise<string | undefined> {
  const [program = '', ...args] = options.run
  const child = spawn(program, args, {
    cwd: options.folder,
    env: { ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  })
  const end = ended(child, program)
  end.catch(() => {}) // told where it is awaited
  const log = createWriteStream(options.log)
  let last = ''
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on('line', (raw) => {
      const line = options.redact(raw)
      log.write(`${line}\n`)
      if (line.trim() !== '') last = line.trim()
      options.onLine?.(line)
    })
  }
  const killGroup = (signal: NodeJS.Signals) => {
    try {
      if (child.pid !== undefined) process.kill(-child.pid, signal)
    } catch {
      // the group is gone already
    }
  }
  const killOnExit = () => killGroup('SIGKILL')
  process.once('exit', killOnExit)
  let timedOut = false
  const deadline = setTimeout(() => {
    timedOut = true
    killGroup('SIGKILL')
  }, options.timeoutMs)
  const stop = () => {
    killGroup('SIGTERM')
    setTimeout(killGroup, PATIENCE_MS, 'SIGKILL').unref()
  }
  if (options.signal?.aborted) stop()
  options.signal?.addEventListener('abort', stop, { once: true })
  try {
    if (child.pid !== undefined) await options.onStart?.(child.pid)
    const { code, signal } = await end
    options.signal?.throwIfAborted()
    if (timedOut) return `took longer than ${options.timeoutMs / 60_000} minutes`
    if (code === 0) return undefined
    return `ended with ${signal ? `signal ${signal}` : `exit code ${code}`}${last ? `: ${last}` : ''}`
  } finally {
    clearTimeout(deadline)
    options.signal?.removeEventListener('abort', stop)
    process.off('exit', killOnExit)
    killGroup('SIGKILL')
    log.end()
    await finished(log)
  }
}

function ended(
  child: ReturnType<typeof spawn>,
  program: string,
): Promise<{ code: number | null; signal: string | null }> {
  return new Promise((resolve, reject) => {
    child.once('error', (cause: NodeJS.ErrnoException) => {
      const found = cause.code === 'ENOENT' ? 'no such program or folder' : cause.message
      reject(
        new ConfigError(`Cannot start "${program}": ${found}`, {
          cause,
          hint: 'fix.command.run in the config is the program and its arguments',
        }),
      )
    })
    child.once('close', (code, signal) => resolve({ code, signal }))
  })
}
