import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { folderOf } from '../folder-of.ts'
import { writeTinyClassifier } from '../tiny-onnx/index.ts'
import { colourDataset } from './colour-dataset.ts'

const BIN = join(import.meta.dirname, '../../bin/faultline.js')
const STRACE = '/usr/bin/strace'
const canWatch = existsSync(STRACE)
const RUN = ['run', 'faultline.json']
const SOURCE = join(import.meta.dirname, '../../src')

let root: string
beforeAll(async () => {
  const made = await colourDataset(12)
  root = made.root
  const input = { size: 8, mean: [0], std: [1] }
  await writeTinyClassifier(join(root, 'classifier.onnx'))
  const classifier = {
    onnx: 'classifier.onnx',
    output: 'probs',
    input,
    classes: ['cat', 'dog', 'bird'],
  }
  await writeFile(made.configFile, JSON.stringify({ ...made.config, classifier }))
})

/** Runs the built command with an empty home; `before` is a command that watches it. */
async function runAtEmptyHome(before: readonly string[], args: readonly string[]) {
  const home = await folderOf()
  const temporary = join(home, 'tmp')
  await mkdir(temporary)
  const {
    ORT_DISABLE_TELEMETRY: _,
    XDG_CACHE_HOME: __,
    FAULTLINE_CACHE: ___,
    ...rest
  } = process.env
  const env = { ...rest, HOME: home, USERPROFILE: home, TMPDIR: temporary, NO_COLOR: '1' }
  const [command = '', ...all] = [...before, process.execPath, BIN, ...args]
  const { status, stderr } = spawnSync(command, all, { cwd: root, env, encoding: 'utf8' })
  return { status, stderr, left: (await readdir(home, { recursive: true })).sort() }
}

test('a run of encoder and classifier leaves nothing in the home and the temporary folder but the cache that is documented', async () => {
  const { status, stderr, left } = await runAtEmptyHome([], RUN)
  expect(stderr).not.toContain('error')
  expect(status).toBe(0)
  const cache = join('.cache', 'faultline', 'images')
  expect(left).toContain(cache)
  expect(left.filter((path) => !path.startsWith(cache))).toEqual([
    '.cache',
    join('.cache', 'faultline'),
    'tmp',
  ])
})

test(`with --no-cache a run leaves no file in the home or in the temporary folder${canWatch ? ', and tries no connection' : ''}`, async () => {
  const log = join(await folderOf(), 'strace.log')
  const watch = [STRACE, '-f', '--seccomp-bpf', '-qq', '-e', 'trace=connect,sendto', '-o', log]
  const tries = async () => (await readFile(log, 'utf8')).match(/.*AF_INET.*/g) ?? []
  const [command = '', ...flags] = watch
  if (canWatch) {
    const knock = "require('net').connect(9, '127.0.0.1').on('error', () => {})"
    spawnSync(command, [...flags, process.execPath, '-e', knock])
    expect(await tries(), 'what a connection looks like').not.toEqual([])
  }
  const args = [...RUN, '--no-cache', '--out', 'none kept']
  const { status, left } = await runAtEmptyHome(canWatch ? watch : [], args)
  expect(status).toBe(0)
  expect(left).toEqual(['tmp'])
  if (canWatch) expect(await tries()).toEqual([])
})

test('onnxruntime is loaded through one door', async () => {
  const files = await readdir(SOURCE, { recursive: true })
  const loads = []
  for (const file of files.filter((name) => /\.tsx?$/.test(name))) {
    const text = await readFile(join(SOURCE, file), 'utf8')
    const imports =
      /^import (?!type)[^\n]*'onnxruntime|\bimport\('onnxruntime|require\('onnxruntime/m
    if (imports.test(text.replaceAll(/typeof import\(/g, ''))) loads.push(file)
  }
  expect(loads).toEqual([join('encoders', 'onnx', 'onnx-runtime.ts')])
})
