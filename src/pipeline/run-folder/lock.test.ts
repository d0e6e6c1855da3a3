import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdir, readFile, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { folderOf } from '../../../test/folder-of.ts'
import { processMark } from '../../io/files/process-mark.ts'
import { lockRun } from './lock.ts'

const holder = async (mark: object) =>
  JSON.stringify({
    id: '1',
    host: 'elsewhere',
    process: { ...(await processMark()), ...mark },
  })

test('lockRun() refuses a folder that a living process writes, and names the process', async () => {
  const run = await folderOf()
  const parent = await processMark(process.ppid)
  await writeFile(join(run, 'lock'), await holder(parent))
  await expect(lockRun(run)).rejects.toThrow(`process ${process.ppid} is writing it`)
})

test('lockRun() refuses a second lock of the same process', async () => {
  const run = await folderOf()
  const lock = await lockRun(run)
  await expect(lockRun(run)).rejects.toThrow('is writing it')
  await lock?.release()
  await (await lockRun(run))?.release()
  expect(await readdir(run)).toEqual([])
})

test('lockRun() takes over the lock of a process that was killed, even uncollected, and clears its half-written files and no others', async () => {
  // A shell that starts a child, and then becomes a program that never waits for it, leaves a zombie behind.
  const shell = spawn('sh', ['-c', 'sleep 0 & echo $!; exec sleep 30'])
  try {
    const [output] = await once(shell.stdout, 'data')
    const pid = Number(String(output).trim())
    const mark = await processMark(pid)
    await new Promise((resolve) => setTimeout(resolve, 300))
    const run = await folderOf()
    await writeFile(join(run, 'lock'), await holder(mark))
    await writeFile(join(run, '.run.json.01234567-89ab-cdef-0123-456789abcdef.tmp'), 'half a fi')
    await writeFile(join(run, '.draft.tmp'), 'of somebody else')
    await (await lockRun(run))?.release()
    expect(await readdir(run)).toEqual(['.draft.tmp'])
  } finally {
    shell.kill()
  }
})

test('lockRun() takes over the lock of an earlier process of the same number', async () => {
  const run = await folderOf()
  await writeFile(join(run, 'lock'), await holder({ pid: process.ppid, started: '1' }))
  await (await lockRun(run))?.release()
  expect(await readdir(run)).toEqual([])
})

test('lockRun() refuses a fresh lock of another machine or container, and takes over one that was not touched for minutes', async () => {
  const run = await folderOf()
  const file = join(run, 'lock')
  await writeFile(file, await holder({ pid: 1, space: 'another container' }))
  await expect(lockRun(run)).rejects.toThrow('process 1 on "elsewhere"')
  const then = new Date(Date.now() - 130_000)
  await utimes(file, then, then)
  await (await lockRun(run))?.release()
  expect(await readdir(run)).toEqual([])
})

test('a lock that was taken over is noticed before anything is put in place', async () => {
  const run = await folderOf()
  const lock = await lockRun(run)
  await lock?.check()
  await writeFile(join(run, 'lock'), await holder({ pid: 1, space: 'another container' }))
  await expect(lock?.check()).rejects.toThrow('another process has taken it over')
  await lock?.release()
  expect(await readFile(join(run, 'lock'), 'utf8')).toContain('another container')
})
