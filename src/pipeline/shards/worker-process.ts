import { spawn } from 'node:child_process'
import type { Effects } from '../../run/effects.ts'

/**
 * Runs a process that works on shards, and ends it on the signal.
 *
 * @param device - What it sees as CUDA_VISIBLE_DEVICES. @default that of this process
 * @returns Why it failed, with the last line that it printed; undefined if it did not.
 */
export function runWorker(
  [program, ...args]: readonly [string, ...string[]],
  signal: Effects['signal'],
  device?: string,
): Promise<string | undefined> {
  return new Promise((resolve) => {
    const child = spawn(program, args, {
      stdio: ['ignore', 'ignore', 'pipe'],
      env: { ...process.env, ...(device !== undefined && { CUDA_VISIBLE_DEVICES: device }) },
      ...(signal instanceof AbortSignal && { signal, killSignal: 'SIGTERM' as const }),
    })
    let last = ''
    child.stderr?.on('data', (data) => {
      last = `${last}${data}`.slice(-2000)
    })
    child.once('error', (error) => resolve(error.message))
    child.once('close', (code, killed) => {
      const line = last.trim().split('\n').at(-1) ?? ''
      resolve(code === 0 ? undefined : `${killed ?? `exit code ${code}`}${line ? `: ${line}` : ''}`)
    })
  })
}
