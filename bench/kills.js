// Kills commands that write a run folder, without warning and at random moments, and checks that nothing is lost:
//
//   node bench/kills.js --config DIR [--kills 100] [--seed 1] [--only 'run, new;fix'] [--signal SIGINT] [--quiet]
//   KILLS=100 ONLY= npx vitest run test/pipeline/kills.test.ts     # the same on a small dataset made for it
//
// DIR holds a `faultline.json`, an `encoder.onnx` and pictures in `img/`, those of one split in `img/test`.
//
// Every command is first done undisturbed. Then it is killed (SIGKILL, with all its children) at a random moment of the
// time that took, as often as asked, and then done again. What the folder holds in the end must be the bytes of the
// undisturbed one, no other file may be left, no file of the user may have changed, and the run that was finished before
// must open after every kill.
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { basename, dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import sharp from 'sharp'
import { randomSource } from '../dist/core/vectors/random.js'
import { writeNpy } from '../dist/io/vectors/npy.js'
import { openRun } from '../dist/pipeline/run-folder/open-run.js'

const PROGRAM = fileURLToPath(new URL('../bin/faultline.js', import.meta.url))
const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '100' },
    seed: { type: 'string', default: '1' },
    config: { type: 'string' },
    only: { type: 'string' },
    signal: { type: 'string', default: 'SIGKILL' },
    quiet: { type: 'boolean', default: false },
  },
})
const kills = Number(values.kills)
/** Milliseconds from a signal to the end of the process. */
const LONGEST = 3000

/** What commands start from; the last word names it. */
const BEFORE = [
  ['run', 'faultline.json', '--out', 'run'],
  ['intervene', 'run', 'prompts', '--per-class', '2', '--name', 'asked'],
  ['freeze', 'run', '-o', 'failure-modes.json'],
  ['plan', 'faultline.json', '--rows-per-shard', '30', '--out', 'planned'],
  ['plan', 'faultline.json', '--rows-per-shard', '30', '--out', 'worked'],
  ['work', 'worked'],
  ['export', 'run', '--to', 'csv', '--all', '--out', 'labels.csv'],
  ['run', 'pool.json', '--out', 'pool'],
]

const ASKED = join('run', 'interventions', 'asked', 'prompts.jsonl')

/** Commands that write, by name. `mcp` writes nothing; for `worker` see kills-shards.js. */
const COMMANDS = Object.entries({
  'run, new': ['run', 'faultline.json', '--out', 'new'],
  'run, again': ['run', 'run', '--set', 'seed=7'],
  embed: ['embed', 'faultline.json', '--out', 'new'],
  fit: ['fit', 'run', '--set', 'method.folds=3'],
  score: ['score', 'faultline.json', '--out', 'new'],
  'score, new images': ['score', 'run', 'img/test'],
  'score, to a file': ['score', 'run', 'img/test', '--out', 'scored.csv'],
  caption: ['caption', 'run', '--set', 'captions.adjectives=["","red","dark"]'],
  weights: ['intervene', 'run', 'weights'],
  select: ['intervene', 'run', 'select', '--split', 'train', '--per-class', '3'],
  prompts: ['intervene', 'run', 'prompts'],
  generate: [
    'intervene',
    'run',
    'generate',
    '--prompts',
    ASKED,
    '--yes',
    '--rate',
    '6000',
    '--url',
  ],
  fix: ['fix', 'faultline.json', '--out', 'run'],
  report: ['report', 'run'],
  'report, to a file': ['report', 'run', '--out', 'seen.html'],
  init: ['init', 'img', '--encoder', 'encoder.onnx', '--size', '8', '--force'],
  freeze: ['freeze', 'run', '-o', 'modes.json'],
  check: ['check', 'run', '-b', 'failure-modes.json', '--format', 'json=check.json'],
  plan: ['plan', 'faultline.json', '--rows-per-shard', '30', '--out', 'job'],
  work: ['work', 'planned', '--workers', '2'],
  gather: ['gather', 'worked', '--out', 'gathered'],
  'export, folder': ['export', 'run', '--to', 'huggingface', '--all', '--out', 'exported'],
  'export, table': ['export', 'run', '--to', 'jsonl', '--all', '--out', 'exported.jsonl'],
  'export, model': ['export', 'run', '--onnx', 'scorer.onnx'],
  serve: ['serve', 'run'],
  bench: ['bench', '--quick', '--data', 'pool', '--methods', 'random', '--out', 'benched'],
  'import-labels': ['import-labels', 'labels.csv', '--run', 'run', '--out', 'table.csv'],
})

/** An image server of our own for `generate`. @returns Its address. */
async function imageServer() {
  const picture = { create: { width: 4, height: 4, channels: 3, background: '#a00' } }
  const b64_json = (await sharp(picture).png().toBuffer()).toString('base64')
  const server = createServer((request, response) => {
    request.resume().on('end', () => response.end(JSON.stringify({ data: [{ b64_json }] })))
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return { url: `http://127.0.0.1:${server.address().port}/v1/`, close: () => server.close() }
}

/** Keeps something in a served run, as a reader of the explorer would. */
async function keepReview(url) {
  const ids = Array.from({ length: 20_000 }, (_, i) => `${i}.png`)
  const slices = [{ name: 'odd ones', ids }]
  const review = { format: 'faultline-review', version: 1, slices, images: [] }
  const body = JSON.stringify({ base: '', review })
  const headers = { 'content-type': 'application/json' }
  await fetch(new URL('/api/review', url), { method: 'POST', headers, body })
}

/** Runs a command in a folder; a server until something was kept. With `after`, kills it and its children so many milliseconds later. */
function start(folder, args, after) {
  return new Promise((resolve) => {
    const began = performance.now()
    const child = spawn(process.execPath, [PROGRAM, ...args, '--quiet'], {
      cwd: folder,
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    })
    let errors = ''
    child.stderr.on('data', (data) => {
      errors += data
    })
    let sent
    const send = (signal = values.signal) => {
      sent = performance.now()
      process.kill(-child.pid, signal)
    }
    child.stdout.once('data', (url) => {
      if (args[0] !== 'serve') return
      keepReview(String(url).trim())
        .then(() => send('SIGINT'))
        .catch(() => {}) // it was killed meanwhile
    })
    child.stdout.resume()
    const timer = after === undefined ? undefined : setTimeout(send, after)
    child.on('close', (code, signal) => {
      clearTimeout(timer)
      const now = performance.now()
      const waited = now - (sent ?? now)
      resolve({ code, signal, errors, waited, milliseconds: now - began })
    })
  })
}

/** sha256 of every file below a folder, by relative path; seconds that something took are no part of it. */
function bytesOf(folder) {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true })
  const files = entries.filter((entry) => entry.isFile() && entry.name !== 'seconds.json')
  const digest = (path) => {
    const bytes = readFileSync(path)
    const isShard = basename(dirname(path)) === 'done'
    const text = isShard ? bytes.toString().replace(/"seconds": .*/, '') : bytes
    return createHash('sha256').update(text).digest('hex')
  }
  const paths = files.map((entry) => join(entry.parentPath, entry.name)).sort()
  return Object.fromEntries(paths.map((path) => [relative(folder, path), digest(path)]))
}

/** Names of files that are not the same. */
function differences(a, b) {
  return [...new Set([...Object.keys(a), ...Object.keys(b)])].filter((name) => a[name] !== b[name])
}

/** Holds every folder that is worked in. */
const root = mkdtempSync(join(tmpdir(), 'kills-'))

function copyOf(source) {
  const folder = mkdtempSync(join(root, 'copy-'))
  cpSync(source, folder, { recursive: true })
  return folder
}

/** As many labelled vectors as settings of the benchmark take: two classes in two clouds, one of ten taken for the other. */
async function writePool(folder, random) {
  const rows = Array.from({ length: 600 }, (_, i) => i)
  const vectors = Float32Array.from({ length: 600 * 8 }, (_, k) => random() + ((k >> 3) % 2))
  await writeNpy(join(folder, 'pool.npy'), vectors, [600, 8])
  const lines = rows.map((i) => `${i},${i % 2},${(i + (random() < 0.1 ? 1 : 0)) % 2},val`)
  writeFileSync(join(folder, 'pool.csv'), `id,label,prediction,split\n${lines.join('\n')}\n`)
  const config = { dataset: { table: 'pool.csv' }, embeddings: { file: 'pool.npy' } }
  writeFileSync(join(folder, 'pool.json'), JSON.stringify(config))
}

/** Copies the user's own files: data, models and config. */
function freshFolder(source) {
  const folder = copyOf(source)
  writeFileSync(join(folder, '.draft.tmp'), 'a file of the user')
  return folder
}

/**
 * @param source - Folder with `faultline.json` and everything it names, without a run folder.
 * @returns Problems found, as lines.
 */
async function main(source) {
  const random = randomSource(Number(values.seed))
  const problems = []
  const server = await imageServer()
  const all = COMMANDS.map(([name, args]) => [
    name,
    args.at(-1) === '--url' ? [...args, server.url] : args,
  ])
  const commands = all.filter(([name]) => !values.only || values.only.split(';').includes(name))
  const base = freshFolder(source)
  await writePool(base, random)
  const must = async (folder, args) => {
    const { code, errors, milliseconds } = await start(folder, args)
    if (code !== 0) throw new Error(`${args.join(' ')}: ${errors}`)
    return milliseconds
  }
  const used = ['run', ...commands.flatMap(([, args]) => args)].join(' ')
  for (const args of BEFORE) if (used.includes(args.at(-1))) await must(base, args)
  /** What an undisturbed command leaves and how long it takes, found out when it first comes up. */
  const undisturbed = new Map()
  const undisturbedOf = async (name, args) => {
    const folder = copyOf(base)
    const milliseconds = await must(folder, args)
    const found = { milliseconds, expected: bytesOf(folder) }
    rmSync(folder, { recursive: true })
    undisturbed.set(name, found)
    return found
  }
  let done = 0
  for (let turn = 0; done < kills; turn++) {
    const [name, args] = commands[turn % commands.length]
    const { expected, milliseconds } = undisturbed.get(name) ?? (await undisturbedOf(name, args))
    const folder = copyOf(base)
    // One to three kills before it may end.
    const times = 1 + Math.floor(random() * 3)
    for (let i = 0; i < times && done < kills; i++) {
      const end = await start(folder, args, random() * milliseconds * 1.1)
      done += 1
      const isInterrupted = end.signal === values.signal || end.code === 130 || end.code === 0
      if (!isInterrupted) problems.push(`${name}: ends with ${end.code}: ${end.errors}`)
      if (end.waited > LONGEST) problems.push(`${name}: ends ${end.waited} ms after the signal`)
      await openRun(join(folder, 'run')).catch((error) => {
        problems.push(`${name}: the run does not open after a kill: ${error.message}`)
      })
    }
    // What ended before it was killed need not be possible twice.
    if (differences(expected, bytesOf(folder)).length > 0) {
      const { code, errors } = await start(folder, args)
      if (code !== 0) problems.push(`${name}: cannot be done again: ${errors}`)
    }
    const different = differences(expected, bytesOf(folder))
    if (different.length > 0) problems.push(`${name}: ${different.join(', ')}`)
    if (!values.quiet) console.error(`${done} of ${kills}  ${name}  ${problems.length} problems`)
    rmSync(folder, { recursive: true })
  }
  server.close()
  return problems
}

if (values.config === undefined) throw new Error('Give the folder to work with: --config DIR')
const problems = await main(values.config).finally(() => rmSync(root, { recursive: true }))
console.log(`${kills} kills, ${problems.length} problems`)
for (const problem of problems) console.log(problem)
process.exitCode = problems.length > 0 ? 1 : 0
