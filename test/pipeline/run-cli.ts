import { spawn } from 'node:child_process'
import { join } from 'node:path'

const BIN = join(import.meta.dirname, '../../bin/faultline.js')

export interface CliResult {
  code: number | null
  stdout: string
  stderr: string
}

/** Runs the built command in a folder, without the cache of other runs; `killAfter` is a text on stderr at which it is killed without warning. */
export function runCli(
  cwd: string,
  args: readonly string[],
  killAfter?: string,
): Promise<CliResult> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [BIN, ...args], {
      cwd,
      env: { ...process.env, NO_COLOR: '1', FAULTLINE_CACHE: 'off' },
    })
    const result: CliResult = { code: null, stdout: '', stderr: '' }
    child.stdout.on('data', (data) => {
      result.stdout += data
    })
    child.stderr.on('data', (data) => {
      result.stderr += data
      if (killAfter !== undefined && result.stderr.includes(killAfter)) child.kill('SIGKILL')
    })
    child.on('close', (code) => resolve({ ...result, code }))
  })
}
