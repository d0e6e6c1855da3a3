import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readdir, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { lockRun } from './lock.ts'

const folder = () => mkdtemp(join(tmpdir(), 'faultline-lock-'))

test('lockRun() refuses a folder that a living process writes, and names the process', async () => {
  const run = await folder()
  await writeFile(join(run, 'lock'), String(process.ppid))
  await expect(lockRun(run)).rejects.toThrow(`process ${process.ppid} is writing it`)
})

test('lockRun() takes over the lock of a process that was killed, even uncollected, and clears its half-written files', async () => {
  // A shell that starts a child, and then becomes a program that never waits for it, leaves a zombie behind.
  const shell = spawn('sh', ['-c', 'sleep 0 & echo $!; exec sleep 30'])
  try {
    const [output] = await once(shell.stdout, 'data')
    await new Promise((resolve) => setTimeout(resolve, 300))
    const run = await folder()
    await writeFile(join(run, 'lock'), String(output).trim())
    await writeFile(join(run, '.run.json.1234.tmp'), 'half a fi')
    const unlock = await lockRun(run)
    await unlock()
    expect(await readdir(run)).toEqual([])
  } finally {
    shell.kill()
  }
})
