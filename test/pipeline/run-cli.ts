import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { main } from '../../dist/cli/main.js'

const BIN = join(import.meta.dirname, '../../bin/faultline.js')
const env = { ...process.env, NO_COLOR: '1', FAULTLINE_CACHE: 'off' }

export interface CliResult {
  code: number | null
  stdout: string
  stderr: string
}

/** Runs the built command in this process and a folder, without the cache of other runs. */
export async function runCli(cwd: string, args: readonly string[]): Promise<CliResult> {
  const result: CliResult = { code: null, stdout: '', stderr: '' }
  const into = (name: 'stdout' | 'stderr') => ({
    write: (text: string) => {
      result[name] += text
    },
  })
  result.code = await main(args, {
    cwd,
    env,
    stdout: into('stdout'),
    stderr: into('stderr'),
    now: () => performance.now(),
    onInterrupt: () => () => {},
  })
  return result
}

/** Like `runCli`, in a process of its own; `killAfter` is a text on stderr at which it is killed without warning. */
export function spawnCli(
  cwd: string,
  args: readonly string[],
  killAfter?: string,
): Promise<CliResult> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [BIN, ...args], { cwd, env })
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
