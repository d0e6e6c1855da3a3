import { readFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import sharp from 'sharp'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { folderOf } from '../../../test/folder-of.ts'
import { makeRun } from '../../../test/make-run/make-run.ts'
import { main } from '../main.ts'

const folder = await folderOf()
let server: Server
let url: string
let requests = 0
const KEY = 'sk-of-the-test'

beforeAll(async () => {
  await makeRun(join(folder, 'run'), { examples: 600, classes: 3 })
  const create = { width: 8, height: 8, channels: 3 as const, background: 'teal' }
  const image = (await sharp({ create }).png().toBuffer()).toString('base64')
  server = createServer((_, response) => {
    requests += 1
    response.end(JSON.stringify({ data: [{ b64_json: image }] }))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterAll(async () => {
  server.close()
})

/** Runs `faultline ...` and keeps what it printed. */
async function faultline(...argv: string[]) {
  let [out, err] = ['', '']
  const code = await main(argv, {
    cwd: folder,
    env: { FAULTLINE_IMAGES_URL: url, FAULTLINE_IMAGES_KEY: KEY },
    stdout: { write: (text) => (out += text) },
    stderr: { write: (text) => (err += text) },
    now: () => 0,
    onInterrupt: () => () => {},
  })
  return { code, out, err }
}

test('faultline intervene writes weights and prints what it did', async () => {
  const { code, out } = await faultline('intervene', 'run', 'weights', '--rule', 'soft')
  expect(code).toBe(0)
  expect(out).toContain('mean weight')
  const file = join(folder, 'run/interventions/weights-soft/manifest.json')
  expect(JSON.parse(await readFile(file, 'utf8'))).toMatchObject({ kind: 'weights' })
})

test('faultline intervene --json prints the manifest and nothing else', async () => {
  const flags = ['--per-class', '5', '--split', 'test', '--json', '--name', 'mine']
  const { out } = await faultline('intervene', 'run', 'select', ...flags)
  expect(JSON.parse(out)).toMatchObject({ name: 'mine', settings: { perClass: 5, split: 'test' } })
})

test('faultline intervene generate tells the cost first and sends only with --yes', async () => {
  await faultline('intervene', 'run', 'prompts', '--per-class', '2')
  const plan = await faultline('intervene', 'run', 'generate', '--price', '0.04')
  expect(plan.out).toMatch(/^(\d+) images to make \(0 of \1 are there\), about \d+\.\d\d\n/)
  expect(plan.out).toContain('Nothing was sent')
  expect(requests).toBe(0)
  const sent = await faultline('intervene', 'run', 'generate', '--rate', '60000', '--yes')
  expect(sent.code).toBe(0)
  expect(requests).toBe(Number(plan.out.split(' ')[0]))
  const again = await faultline('intervene', 'run', 'generate', '--json')
  expect(JSON.parse(again.out)).toMatchObject({ plan: { missing: 0 }, sent: false })
  for (const { out, err } of [plan, sent, again]) expect(out + err).not.toContain(KEY)
})

test.each([
  [['run'], 'expected a run folder and a kind'],
  [['run', 'wieghts'], 'no such kind'],
  [['run', 'weights', '--by', 'random'], 'it is for select'],
  [['run', 'weights', '--rule', 'hard'], 'expected soft, times-two'],
  [['run', 'select', '--per-class', '0'], 'at least 1'],
  [['run', 'select', '--per-class', '3', '--total', '9'], 'one budget'],
  [['run', 'select', '--split', 'attic'], 'no example has it'],
  [['run', 'select', '--split', 'test', '--classes', 'unicorn'], 'no such class'],
  [['run', 'decode', '--alphas', '0,2'], '0 to 1'],
  [['run', 'generate', '--size', 'big'], 'WIDTHxHEIGHT'],
  [['run', 'weights', '--name', '../../x'], 'letters, digits'],
])('faultline intervene %s is refused in words', async (argv, message) => {
  const { code, err } = await faultline('intervene', ...argv)
  expect(code).toBe(2)
  expect(err).toContain(message)
})
