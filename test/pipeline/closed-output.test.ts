import { spawnSync } from 'node:child_process'
import { existsSync, openSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'

const BIN = join(import.meta.dirname, '../../bin/faultline.js')
const FULL = '/dev/full'

/** Runs the command with an output that takes nothing. */
function run(args: readonly string[], which: 'stdout' | 'stderr') {
  const full = openSync(FULL, 'w')
  const stdio =
    which === 'stdout' ? (['ignore', full, 'pipe'] as const) : (['ignore', 'pipe', full] as const)
  const { status, stdout, stderr } = spawnSync(process.execPath, [BIN, ...args], {
    stdio: [...stdio],
  })
  return { status, stdout: String(stdout), stderr: String(stderr) }
}

test.skipIf(!existsSync(FULL))(
  'output that is lost on a full disk is told in one line and with code 1',
  () => {
    const { status, stderr } = run(['--version'], 'stdout')
    expect(stderr).toMatch(/^Cannot write the output: ENOSPC.*\n$/)
    expect(status).toBe(1)
  },
)

test.skipIf(!existsSync(FULL))(
  'a command whose messages go nowhere is done all the same, with its own code',
  () => {
    expect(run(['no-such-command'], 'stderr').status).toBe(2)
  },
)
