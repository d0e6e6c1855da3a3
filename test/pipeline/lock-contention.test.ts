import { execFile } from 'node:child_process'
import { readFile, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { olderOutputs } from '../../src/pipeline/run-folder/made-from.ts'
import { openRun } from '../../src/pipeline/run-folder/open-run.ts'
import { fileOf, folderOf } from '../folder-of.ts'
import { colourDataset } from './colour-dataset.ts'
import { folderBytes } from './folder-bytes.ts'
import { runCli, spawnCli } from './run-cli.ts'

const LOCK = join(import.meta.dirname, '../../dist/pipeline/run-folder/lock.js')

/** Waits for the lock, holds it for some milliseconds, and logs both ends. */
const HOLDER = `
import { appendFileSync } from 'node:fs'
import { setTimeout } from 'node:timers/promises'
import { lockRun } from ${JSON.stringify(pathToFileURL(LOCK).href)}
const [folder, log] = process.argv.slice(1)
for (;;) {
  const lock = await lockRun(folder).catch((error) => {
    if (!/is writing it/.test(error.message)) throw error
  })
  if (!lock) { await setTimeout(5); continue }
  appendFileSync(log, 'in\\n')
  await setTimeout(30)
  await lock.check()
  appendFileSync(log, 'out\\n')
  await lock.release()
  break
}`

test('of many processes that find a stale lock at once, one at a time has the folder', async () => {
  const run = await folderOf()
  const log = await fileOf('log', '')
  const mark = { pid: 1, space: 'another container', started: '1' }
  await writeFile(join(run, 'lock'), JSON.stringify({ id: '1', host: 'x', process: mark }))
  const then = new Date(Date.now() - 200_000)
  await utimes(join(run, 'lock'), then, then)
  const args = ['--input-type=module', '-e', HOLDER, run, log]
  const start = () => promisify(execFile)(process.execPath, args)
  await Promise.all(Array.from({ length: 4 }, start))
  const ends = (await readFile(log, 'utf8')).trim().split('\n')
  expect(ends).toEqual(Array.from({ length: 4 }, () => ['in', 'out']).flat())
})

test('run, report, intervene and score at once on one folder: each is done or refused clearly, and nothing is lost', async () => {
  const { root: place } = await colourDataset(6)
  await runCli(place, ['run', 'faultline.json', '--out', 'whole', '--set', 'seed=2'])
  const expected = await folderBytes(join(place, 'whole'))
  await runCli(place, ['run', 'faultline.json', '--out', 'one'])
  const again = ['run', 'one', '--set', 'seed=2']
  const commands = [again, again, ['intervene', 'one', 'weights'], ['score', 'one', 'img']]
  const results = await Promise.all(commands.map((args) => spawnCli(place, args)))
  for (const { code, stderr } of results) {
    if (code === 0) continue
    expect(stderr).toMatch(/is writing it|made anew since it was opened/)
    expect(code).toBe(1)
  }
  expect(results.some(({ code }) => code === 0)).toBe(true)
  for (const args of commands) expect((await runCli(place, args)).code).toBe(0)
  const bytes = await folderBytes(join(place, 'one'))
  const ofRun = Object.keys(expected)
  expect(Object.fromEntries(ofRun.map((name) => [name, bytes[name]]))).toEqual(expected)
  expect(Object.keys(bytes).filter((name) => /tmp|lock|next/.test(name))).toEqual([])
  const { folder, manifest } = await openRun(join(place, 'one'))
  expect(await olderOutputs(folder, manifest)).toEqual([])
})
