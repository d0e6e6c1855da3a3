// Kills workers of a job of shards, without warning and at random moments, and checks that the vectors are those of an
// undisturbed run:
//
//   node bench/kills-shards.js --engine local|redis|slurm [--kills 50] [--seed 1]
//
// A round plans the embedding of the demo's images as shards of 75 rows, starts two workers, kills one of them (SIGKILL)
// again and again, starts what is missing, does one shard twice, and gathers. `embeddings.npy` of the run on the gathered
// vectors must be that of an undisturbed run, byte for byte, and every file of the shards that of undisturbed ones. With Redis the
// server itself (with an append-only file) is killed and started again in the middle of each round. Slurm has to run
// already: bench/slurm-here.sh starts one on this machine.
import { spawn, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { randomSource } from '../dist/core/vectors/random.js'

const PROGRAM = fileURLToPath(new URL('../bin/faultline.js', import.meta.url))
const DEMO = fileURLToPath(new URL('../demo', import.meta.url))
/** Kills before the rest is left to finish in peace. */
const KILLS_A_ROUND = 10
/** Milliseconds between two kills at most. */
const PAUSE = 900

const { values } = parseArgs({
  options: {
    engine: { type: 'string', default: 'local' },
    kills: { type: 'string', default: '50' },
    seed: { type: 'string', default: '1' },
  },
})
const random = randomSource(Number(values.seed))

/** The program on some arguments; its output once it has ended. @throws Error if it fails. */
function faultline(folder, ...args) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [PROGRAM, ...args, '--quiet'], {
    cwd: folder,
    encoding: 'utf8',
  })
  if (status === 0) return stdout
  throw new Error(`faultline ${args.join(' ')}: ${stderr || `ended with ${status}`}`)
}

/** Starts the program and lets it run. */
const start = (folder, ...args) =>
  spawn(process.execPath, [PROGRAM, ...args, '--quiet'], { cwd: folder, stdio: 'ignore' })

/** Processes of this machine that work on the job or wait for work on it. */
function workers(marks) {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .filter((name) => {
      const args = commandLine(name)
      return args[1] === PROGRAM && marks.some((mark) => args.includes(mark))
    })
    .map(Number)
}

function commandLine(pid) {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0')
  } catch {
    return [] // it has just ended
  }
}

const digest = (path) => createHash('sha256').update(readFileSync(path)).digest('hex')

/** sha256 of the files of the shards. What killed workers have left would be among them. */
function shardBytes(job) {
  const all = ['img_emb', 'metadata'].flatMap((folder) =>
    readdirSync(join(job, folder)).map((name) => [
      `${folder}/${name}`,
      digest(join(job, folder, name)),
    ]),
  )
  return JSON.stringify(all.sort())
}

/** How many shards are missing. */
function countMissing(job) {
  const { shards } = JSON.parse(readFileSync(join(job, 'plan.json'), 'utf8'))
  const done = existsSync(join(job, 'done')) ? readdirSync(join(job, 'done')) : []
  return shards - done.filter((name) => /^\d+\.json$/.test(name)).length
}

/**
 * The engines: `begin` starts workers on what is missing, `marks` tells them in the list of processes, `upset` is done once
 * a round, `isIdle` whether nothing works or waits any more.
 */
const ENGINES = {
  local: (job) => ({
    marks: [job],
    begin: () => start('/', 'work', job, '--workers', '2'),
    isIdle: () => workers([job]).length === 0,
  }),
  redis: async (job) => {
    const port = await freePort()
    const folder = mkdtempSync(join(tmpdir(), 'kills-redis-'))
    const url = `redis://127.0.0.1:${port}`
    const serve = async () => {
      const server = spawn('redis-server', [
        ...['--port', String(port), '--bind', '127.0.0.1', '--dir', folder],
        ...['--appendonly', 'yes', '--maxmemory-policy', 'noeviction'],
      ])
      for await (const line of server.stdout) if (String(line).includes('Ready to accept')) break
      server.stdout.resume()
      return server
    }
    let server = await serve()
    const marks = [job, url]
    return {
      marks,
      begin: () => {
        faultline('/', 'enqueue', job, '--redis', url)
        for (let i = workers([url]).length; i < 2; i++) {
          start('/', 'worker', '--redis', url, '--lock', '2', '--idle', '5')
        }
      },
      isIdle: () => workers(marks).length === 0,
      upset: async () => {
        server.kill('SIGKILL')
        await sleep(500 + 1500 * random())
        server = await serve()
      },
      close: () => {
        server.kill('SIGKILL')
        rmSync(folder, { recursive: true, force: true })
      },
    }
  },
  slurm: (job) => {
    const isIdle = () =>
      spawnSync('squeue', ['-h'], { encoding: 'utf8' }).stdout.trim() === '' &&
      workers([job]).length === 0
    return {
      marks: [job],
      begin: () => {
        if (!isIdle()) return // what Slurm has of it is still to come
        const list = faultline('/', 'status', job).match(/^missing +(\S+)/m)?.[1]
        const { status, stderr } = spawnSync(
          'sbatch',
          [`--array=${list}%2`, '--cpus-per-task=1', join(job, 'job.sbatch')],
          { encoding: 'utf8', env: { ...process.env, PATH: `${bin()}:${process.env.PATH}` } },
        )
        if (status !== 0) throw new Error(stderr)
      },
      isIdle,
    }
  },
}

/** A folder with the command `faultline`, as job.sbatch calls it. */
function bin() {
  bin.folder ??= mkdtempSync(join(tmpdir(), 'kills-bin-'))
  const script = `#!/bin/sh\nexec ${process.execPath} ${PROGRAM} "$@"\n`
  writeFileSync(join(bin.folder, 'faultline'), script, { mode: 0o755 })
  return bin.folder
}

function freePort() {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address()
      server.close(() => resolve(port))
    })
  })
}

/** One round. @returns Kills and problems. */
async function round(folder, number, expected) {
  const job = join(folder, `job-${number}`)
  faultline(folder, 'plan', 'faultline.json', '--out', job, '--rows-per-shard', '75', '--slurm')
  const engine = await ENGINES[values.engine](job)
  const problems = []
  let kills = 0
  try {
    engine.begin()
    let idleSince
    const upsetAt = Math.floor(random() * KILLS_A_ROUND)
    let isUpset = engine.upset === undefined
    while (countMissing(job) > 0) {
      await sleep(PAUSE * random())
      const pids = workers(engine.marks)
      const victim = pids[Math.floor(random() * pids.length)]
      if (victim !== undefined && kills < KILLS_A_ROUND && isEager(victim)) {
        try {
          process.kill(victim, 'SIGKILL')
          kills += 1
        } catch {
          // It ended by itself.
        }
      }
      if (!isUpset && kills >= upsetAt) {
        isUpset = true
        await engine.upset()
      }
      idleSince = engine.isIdle() ? (idleSince ?? performance.now()) : undefined
      if (idleSince !== undefined) engine.begin()
    }
    while (!engine.isIdle()) await sleep(200)
    // One shard done twice, and both at once.
    const twice = Math.floor(random() * 10)
    rmSync(join(job, `done/0000${twice}.json`))
    const again = ['work', job, '--shard', String(twice)]
    await Promise.all([start('/', ...again), start('/', ...again)].map(ended))
    const run = join(folder, `run-${number}`)
    faultline(folder, 'gather', job, '--out', run)
    if (digest(join(run, 'embeddings.npy')) !== expected.embeddings) {
      problems.push(`round ${number}: embeddings.npy is not that of an undisturbed run`)
    }
    if (shardBytes(job) !== expected.shards) problems.push(`round ${number}: other bytes in shards`)
    rmSync(run, { recursive: true })
  } catch (error) {
    problems.push(`round ${number}: ${error.message}`)
  } finally {
    engine.close?.()
  }
  rmSync(job, { recursive: true })
  return { kills, problems }
}

/** Half of the kills wait until a worker is past its start, where most of its time goes. */
function isEager(pid) {
  if (random() < 0.5) return true
  try {
    const ticks = Number(readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ')[11])
    return ticks > 60 // hundredths of a second of processor time
  } catch {
    return false
  }
}

const ended = (child) => new Promise((resolve) => child.once('close', resolve))

/** The demo's images with little to do but embedding them. */
function writeData() {
  const folder = mkdtempSync(join(tmpdir(), 'kills-shards-'))
  cpSync(DEMO, folder, { recursive: true })
  const { captions, groups, fix, ...config } = JSON.parse(
    readFileSync(join(folder, 'faultline.json'), 'utf8'),
  )
  config.dataset.table = ['data/val.parquet']
  config.method = { permutations: 99, standardizeSplit: 'val' }
  writeFileSync(join(folder, 'faultline.json'), JSON.stringify(config))
  return folder
}

const folder = writeData()
faultline(folder, 'run', 'faultline.json', '--out', 'undisturbed')
const calm = join(folder, 'calm')
faultline(folder, 'plan', 'faultline.json', '--out', calm, '--rows-per-shard', '75')
faultline(folder, 'work', calm)
const expected = {
  embeddings: digest(join(folder, 'undisturbed', 'embeddings.npy')),
  shards: shardBytes(calm),
}
const wanted = Number(values.kills)
let kills = 0
let problems = []
for (let number = 1; kills < wanted && problems.length === 0; number++) {
  const found = await round(folder, number, expected)
  kills += found.kills
  problems = [...problems, ...found.problems]
  console.error(`${values.engine}: ${kills} of ${wanted} kills, ${problems.length} problems`)
}
rmSync(folder, { recursive: true })
console.log(`${values.engine}: ${kills} kills, ${problems.length} problems`)
for (const problem of problems) console.log(problem)
process.exitCode = problems.length > 0 ? 1 : 0
