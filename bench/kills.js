// Kills commands that write a run folder, without warning and at random moments, and checks that nothing is lost:
//
//   node bench/kills.js [--kills 100] [--seed 1] [--quiet]
//
// Every command is first done undisturbed. Then it is killed (SIGKILL, with all its children) at a random moment of the
// time that took, as often as asked, and then done again. What the folder holds in the end must be the bytes of the
// undisturbed one, no other file may be left, no file of the user may have changed, and a run that was finished before
// must open after every kill.
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { openRun } from '../dist/pipeline/run-folder/open-run.js'

const PROGRAM = fileURLToPath(new URL('../bin/faultline.js', import.meta.url))
const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '100' },
    seed: { type: 'string', default: '1' },
    config: { type: 'string' },
    quiet: { type: 'boolean', default: false },
  },
})
const kills = Number(values.kills)

/** Commands that write, each with the run folder that it starts from. */
const COMMANDS = [
  { name: 'run, new', from: 'nothing', args: ['run', 'faultline.json', '--out', 'run'] },
  { name: 'run, again', from: 'finished', args: ['run', 'run', '--set', 'seed=7'] },
  { name: 'caption', from: 'finished', args: ['caption', 'run', '--set', CAPTIONS()] },
  { name: 'intervene', from: 'finished', args: ['intervene', 'run', 'weights'] },
  { name: 'report', from: 'finished', args: ['report', 'run'] },
  { name: 'score', from: 'finished', args: ['score', 'run', 'img/test'] },
  { name: 'fix', from: 'finished', args: ['fix', 'faultline.json', '--out', 'run'] },
]

function CAPTIONS() {
  return 'captions.adjectives=["","red","dark"]'
}

/** Numbers in 0..1 that a seed gives (mulberry32). */
function randomSource(seed) {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = state
    t = Math.imul(t ^ (t >>> 15), t | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}

/** Runs a command in a folder; with `after`, kills it and its children so many milliseconds later. */
function start(folder, args, after) {
  return new Promise((resolve) => {
    const began = performance.now()
    const child = spawn(process.execPath, [PROGRAM, ...args, '--quiet'], {
      cwd: folder,
      stdio: ['ignore', 'ignore', 'pipe'],
      detached: true,
    })
    let errors = ''
    child.stderr.on('data', (data) => {
      errors += data
    })
    const timer =
      after === undefined ? undefined : setTimeout(() => process.kill(-child.pid, 'SIGKILL'), after)
    child.on('close', (code) => {
      clearTimeout(timer)
      resolve({ code, errors, milliseconds: performance.now() - began })
    })
  })
}

/** sha256 of every file below a folder, by relative path. */
function bytesOf(folder) {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true })
  const files = entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
  return Object.fromEntries(
    files
      .sort()
      .map((file) => [
        relative(folder, file),
        createHash('sha256').update(readFileSync(file)).digest('hex'),
      ]),
  )
}

/** Names of files that are not the same. */
function differences(a, b) {
  return [...new Set([...Object.keys(a), ...Object.keys(b)])].filter((name) => a[name] !== b[name])
}

/** Copies the user's own files: data, models and config. */
function freshFolder(source) {
  const folder = mkdtempSync(join(tmpdir(), 'kills-'))
  cpSync(source, folder, { recursive: true })
  writeFileSync(join(folder, '.draft.tmp'), 'a file of the user')
  return folder
}

/**
 * @param source - Folder with `faultline.json` and everything it names, without a run folder.
 * @returns Problems found, as lines.
 */
async function main(source) {
  const random = randomSource(Number(values.seed))
  const base = freshFolder(source)
  const problems = []
  const finished = await start(base, ['run', 'faultline.json', '--out', 'run'])
  if (finished.code !== 0) throw new Error(finished.errors)
  /** What an undisturbed command leaves and how long it takes, found out when it first comes up. */
  const undisturbed = new Map()
  const undisturbedOf = async (command) => {
    const folder = freshFolder(source)
    if (command.from === 'finished')
      cpSync(join(base, 'run'), join(folder, 'run'), { recursive: true })
    const { code, errors, milliseconds } = await start(folder, command.args)
    if (code !== 0) throw new Error(`${command.name}: ${errors}`)
    const found = { milliseconds, expected: bytesOf(folder) }
    rmSync(folder, { recursive: true })
    undisturbed.set(command, found)
    return found
  }
  let done = 0
  let turn = 0
  while (done < kills) {
    const command = COMMANDS[turn % COMMANDS.length]
    turn += 1
    const { expected, milliseconds } = undisturbed.get(command) ?? (await undisturbedOf(command))
    const folder = freshFolder(source)
    if (command.from === 'finished')
      cpSync(join(base, 'run'), join(folder, 'run'), { recursive: true })
    // One to three kills before it may end.
    const times = 1 + Math.floor(random() * 3)
    for (let i = 0; i < times && done < kills; i++) {
      await start(folder, command.args, random() * milliseconds * 1.1)
      done += 1
      if (command.from === 'finished') {
        await openRun(join(folder, 'run')).catch((error) => {
          problems.push(`${command.name}: does not open after a kill: ${error.message}`)
        })
      }
    }
    const { code, errors } = await start(folder, command.args)
    if (code !== 0) problems.push(`${command.name}: cannot be done again: ${errors}`)
    const different = differences(expected, bytesOf(folder))
    if (different.length > 0) problems.push(`${command.name}: ${different.join(', ')}`)
    if (!values.quiet)
      console.error(`${done} of ${kills}  ${command.name}  ${problems.length} problems`)
    rmSync(folder, { recursive: true })
  }
  rmSync(base, { recursive: true })
  return problems
}

const source = values.config ?? fileURLToPath(new URL('../demo', import.meta.url))
mkdirSync(tmpdir(), { recursive: true })
const problems = await main(source)
console.log(`${kills} kills, ${problems.length} problems`)
for (const problem of problems) console.log(problem)
process.exitCode = problems.length > 0 ? 1 : 0
