import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import type { Effects } from '../../run/effects.ts'

/** A process that works on one shard after the other. It is started when there is something to do, and anew where it died. */
export interface WorkerProcess {
  /** @returns Why the shard is not done, with the last line that the process printed; undefined if it is. */
  work: (shard: number) => Promise<string | undefined>
  /** Ends it, once it is done with what it has. */
  close: () => Promise<void>
}

/** A line of the program's input is the number of a shard; a line of its output says that this shard is done. */
export type WorkerCommand = readonly [program: string, ...args: string[]]

/**
 * A process that works on the shards it is asked for.
 *
 * @param signal - Ends the process at once.
 * @param device - What it sees as CUDA_VISIBLE_DEVICES. @default that of this process
 */
export function workerProcess(
  command: WorkerCommand,
  signal: Effects['signal'],
  device?: string,
): WorkerProcess {
  let running: ReturnType<typeof start> | undefined

  async function work(shard: number): Promise<string | undefined> {
    running ??= begin()
    const { ask, ended } = running
    return Promise.race([ask(shard), ended])
  }

  function begin() {
    const started = start(command, signal, device)
    void started.ended.then(() => {
      if (running === started) running = undefined
    })
    return started
  }

  async function close(): Promise<void> {
    const last = running
    running = undefined
    last?.end()
    await last?.ended
  }
  return { work, close }
}

function start([program, ...args]: WorkerCommand, signal: Effects['signal'], device?: string) {
  const child = spawn(program, args, {
    stdio: ['pipe', 'pipe', 'pipe'],
    env: { ...process.env, ...(device !== undefined && { CUDA_VISIBLE_DEVICES: device }) },
    ...(signal instanceof AbortSignal && { signal, killSignal: 'SIGTERM' as const }),
  })
  const answers = createInterface({ input: child.stdout })
  let last = ''
  child.stderr.on('data', (data) => {
    last = `${last}${data}`.slice(-2000)
  })
  child.stdin.on('error', () => undefined) // it has died, which `ended` tells
  const ended = new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(error.message))
    child.once('close', (code, killed) => {
      const line = last.trim().split('\n').at(-1) ?? ''
      resolve(`${killed ?? `exit code ${code}`}${line ? `: ${line}` : ''}`)
    })
  })
  const ask = (shard: number) =>
    new Promise<undefined>((resolve) => {
      answers.once('line', () => resolve(undefined))
      child.stdin.write(`${shard}\n`)
    })
  return { ask, end: () => child.stdin.end(), ended }
}
