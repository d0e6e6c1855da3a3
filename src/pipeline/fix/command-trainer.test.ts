import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { folderOf } from '../../../test/folder-of.ts'
import { plantedRun } from '../../../test/planted-run/planted-run.ts'
import { fixConfigSchema } from '../../run/fix-config.ts'
import type { Run } from '../run-folder/open-run.ts'
import { beginAttempt } from './attempt.ts'
import { FIX_FOLDER, fixRun } from './fix.ts'

const folder = await folderOf()
let run: Run

beforeAll(async () => {
  run = await plantedRun(join(folder, 'run'), { perClass: 60 })
})

/** Settings whose command is this script; `run.log` counts its starts. */
async function settings(script: string, more: object = {}) {
  await writeFile(join(folder, 'train.mjs'), `${HEAD}\n${script}`)
  return fixConfigSchema.parse({
    interventions: ['none'],
    seeds: 2,
    poolSplit: 'none',
    command: { run: [process.execPath, 'train.mjs'], keepEnvironment: ['MENDED'], ...more },
  })
}

const HEAD = `
import { appendFileSync, readFileSync, writeFileSync } from 'node:fs'
const { env } = process
appendFileSync('starts.log', env.FAULTLINE_ARM + env.FAULTLINE_SEED + '\\n')
const ids = readFileSync(env.FAULTLINE_TEST, 'utf8').trim().split('\\n').slice(1).map((line) => line.split(',')[0])
const predict = (label) => writeFileSync(env.FAULTLINE_PREDICTIONS, 'id,prediction\\n' + ids.map((id) => id + ',' + label + '\\n').join(''))
`

const starts = async () => (await readFile(join(folder, 'starts.log'), 'utf8')).trim().split('\n')

test('the example in examples/ trains, and fixRun() finds that selection by direction helps', async () => {
  const fix = fixConfigSchema.parse({
    interventions: ['direction'],
    seeds: 2,
    command: {
      run: [
        process.execPath,
        join(import.meta.dirname, '../../../examples/fix-with-your-training/train.js'),
      ],
    },
  })
  const lines: string[] = []
  const options = {
    fix,
    baseFolder: folder,
    env: process.env,
    onLine: (l: string) => lines.push(l),
  }
  const file = await fixRun(await plantedRun(join(folder, 'example'), { perClass: 90 }), options)
  const change = file.comparisons.find(
    (c) => c.arm === 'direction' && c.reference === 'none' && c.measure.startsWith('rare'),
  )
  expect(change?.verdict).toBe('gain')
  expect(lines).toContain('direction, seed 1: trained on 576 images')
})

test('a training that fails is recorded with its last words, the others go on, and it alone is tried again', async () => {
  await rm(join(folder, 'starts.log'), { force: true })
  const broken = `if (env.FAULTLINE_SEED === '1' && !env.MENDED) { console.error('out of memory'); process.exit(3) }\npredict('cat')`
  const fix = await settings(broken)
  const options = { fix, baseFolder: folder, env: process.env }
  const first = await fixRun(run, options)
  expect(first.arms[0]?.seeds.map(({ error }) => error)).toEqual([
    null,
    'the command ended with exit code 3: out of memory',
  ])
  const second = await fixRun(run, { ...options, env: { ...process.env, MENDED: '1' } })
  expect(second.arms[0]?.seeds.map(({ error }) => error)).toEqual([null, null])
  expect(await starts()).toEqual(['none0', 'none1', 'none1'])
})

test('an edited script is run anew', async () => {
  const options = { fix: await settings(`predict('dog')`), baseFolder: folder, env: process.env }
  const before = (await starts()).length
  const { arms } = await fixRun(run, options)
  expect((await starts()).length).toBe(before + 2)
  expect(arms[0]?.accuracy[0]).toBeCloseTo(1 / 3, 9)
})

test('secrets reach neither the command nor a file, unless the config hands them on', async () => {
  const env = { ...process.env, FAULTLINE_IMAGES_KEY: 'sk-hidden-1', WANDB_API_KEY: 'wb-handed-on' }
  const script = `console.log('key', env.FAULTLINE_IMAGES_KEY, env.WANDB_API_KEY); predict('cat')`
  const fix = await settings(script, { keepEnvironment: ['WANDB_API_KEY'] })
  const lines: string[] = []
  await fixRun(run, { fix, baseFolder: folder, env, onLine: (line) => lines.push(line) })
  expect(lines).toContain('key undefined [secret]')
  const written = join(run.folder, FIX_FOLDER)
  for (const name of await readdir(written, { recursive: true })) {
    const text = await readFile(join(written, name), 'utf8').catch(() => '')
    expect(text).not.toMatch(/sk-hidden-1|wb-handed-on/)
  }
})

test('predictions that are not those asked for fail the training, and the message says why', async () => {
  const faults = [
    ['', 'no such file'],
    [`writeFileSync(env.FAULTLINE_PREDICTIONS, 'a,b\\n1,2\\n')`, 'columns a, b'],
    [`ids.pop(); predict('cat')`, '179 of 180'],
    [`predict('horse')`, 'unknown class "horse"'],
    [`ids.push(ids[0]); predict('cat')`, 'a second prediction'],
  ]
  const cases = faults.map(([script], seed) => `case '${seed}': { ${script}; break }`)
  const fix = await settings(`switch (env.FAULTLINE_SEED) { ${cases.join('\n')} }`)
  const seeds = faults.length
  const { arms } = await fixRun(run, {
    fix: { ...fix, seeds },
    baseFolder: folder,
    env: process.env,
  })
  const errors = arms[0]?.seeds.map(({ error }) => error)
  expect(errors).toEqual(faults.map(([, reason]) => expect.stringContaining(reason ?? '')))
})

test('predictions may be class numbers, in any order, with more images than asked for', async () => {
  const fix = await settings(`ids.reverse(); ids.push('unheard-of'); predict('0')`)
  const { arms } = await fixRun(run, { fix, baseFolder: folder, env: process.env })
  expect(arms[0]?.accuracy[0]).toBeCloseTo(1 / 3, 9)
})

test('a command that hangs is stopped with all its children', async () => {
  const script = `
import { spawn } from 'node:child_process'
spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'inherit' })
setInterval(() => {}, 1000)`
  const fix = await settings(script, { timeoutMinutes: 0.02 })
  const { arms } = await fixRun(run, { fix, baseFolder: folder, env: process.env })
  expect(arms[0]?.seeds[0]?.error).toContain('took longer than 0.02 minutes')
})

test('a program that does not exist stops fixRun() at once', async () => {
  const fix = await settings('')
  const command = { ...fix.command, run: ['no-such-program-here'] }
  const options = { fix: { ...fix, command } as typeof fix, baseFolder: folder, env: process.env }
  await expect(fixRun(run, options)).rejects.toThrow('no such program')
})

test('a training that outlived a killed process is ended with its children, and shares no file with the next', async () => {
  const trainings = join(run.folder, FIX_FOLDER, 'trainings')
  const attempt = await beginAttempt(join(trainings, 'none-0'))
  const script = `require('node:child_process').spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'inherit' }); setInterval(() => {}, 1000)`
  const orphan = spawn(process.execPath, ['-e', script], { detached: true, stdio: 'ignore' })
  await attempt.started(orphan.pid ?? 0)
  await writeFile(join(attempt.folder, 'log.txt'), 'of the orphan')
  const ended = once(orphan, 'close')
  const fix = await settings(`predict('cat')\n// anew`)
  await fixRun(run, { fix, baseFolder: folder, env: process.env })
  expect(await ended).toEqual([null, 'SIGKILL'])
  const left = await readdir(trainings, { recursive: true })
  expect(left.filter((name) => name.includes('attempt'))).toEqual([])
})

test('a command that is stopped gets a signal at once and is ended', async () => {
  const controller = new AbortController()
  const fix = await settings(`console.log('started'); setInterval(() => {}, 1000)`)
  const onLine = (line: string) => line === 'started' && controller.abort(new Error('stopped'))
  const options = { fix, baseFolder: folder, env: process.env, onLine }
  await expect(fixRun(run, options, { signal: controller.signal })).rejects.toThrow('stopped')
})
