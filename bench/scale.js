// Scores pools of generated vectors by a run, in shards, beside NumPy's chunked procedure: rate and peak memory.
//
//   node bench/scale.js [--rows 1000000,10000000] [--workers 2] [--classes 10] [--dtype float32] [--python /usr/bin/python3]
//
// A pool is a folder of parts of 50,000 x 512 as clip-retrieval writes it. Twenty of them are generated (2 GB in float32); the parts of
// a larger pool are links to these in turn, so that the pool fits on the disk and both sides read from memory. Each side
// reads every part anew, scores it under every direction, writes all values, and keeps the counts and the 1000 hardest.
// NumPy computes in float32 and writes .npy; it may use both cores. We compute in float32 too, the mean taken off exactly, write
// Parquet of float64, and digest it, once after writing and once in `gather`. Both sides are timed from start to end of their processes: `plan`, `work`
// and `gather` against Python.
import { spawn, spawnSync } from 'node:child_process'
import {
  closeSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'

const PROGRAM = fileURLToPath(new URL('../bin/faultline.js', import.meta.url))
const NUMPY = fileURLToPath(new URL('./scale-numpy.py', import.meta.url))
const [ROWS, COLS, PARTS] = [50_000, 512, 20]

const { values: flags } = parseArgs({
  options: {
    rows: { type: 'string', default: '1000000,10000000' },
    workers: { type: 'string', default: '2' },
    classes: { type: 'string', default: '10' },
    dtype: { type: 'string', default: 'float32' },
    python: { type: 'string', default: '/usr/bin/python3' },
    keep: { type: 'string' },
  },
})

/** Numbers of about the normal distribution, quickly: sums of bytes of a xorshift generator. */
function normals(count, seed) {
  let state = seed | 1
  const out = new Float32Array(count)
  for (let i = 0; i < count; i++) {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    out[i] =
      ((state & 255) + ((state >>> 8) & 255) + ((state >>> 16) & 255) + (state >>> 24) - 510) / 148
  }
  return out
}

/** Halves of float32 numbers of ordinary size, cut off and not rounded. */
function halves(numbers) {
  const bits = new Uint32Array(numbers.buffer)
  return Uint16Array.from(bits, (b) => {
    const exponent = ((b >>> 23) & 255) - 112
    return ((b >>> 16) & 0x8000) | (exponent <= 0 ? 0 : (exponent << 10) | ((b >>> 13) & 1023))
  })
}

function writeNpy(path, numbers, cols) {
  const descr = numbers instanceof Uint16Array ? '<f2' : '<f4'
  const text = `{'descr': '${descr}', 'fortran_order': False, 'shape': (${numbers.length / cols}, ${cols}), }`
  const header = `${text.padEnd(117)}\n`
  const file = openSync(path, 'w')
  writeSync(
    file,
    Buffer.concat([Buffer.from([0x93, 78, 85, 77, 80, 89, 1, 0, 118, 0]), Buffer.from(header)]),
  )
  const bytes = new Uint8Array(numbers.buffer)
  for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at)
  closeSync(file)
}

/** A run with a direction for each of some classes: the model fails where two numbers of the vector are large. */
function writeRun(folder, classes) {
  const rows = classes * 300
  const x = normals(rows * COLS, 7)
  writeNpy(join(folder, 'x.npy'), x, COLS)
  const lines = ['id,label,prediction,split']
  for (let row = 0; row < rows; row++) {
    const label = row % classes
    const hard = x[row * COLS + label] + x[row * COLS + label + 100] > 1.2
    const split = ['train', 'val', 'val', 'test'][Math.floor(row / classes) % 4]
    lines.push(`${row},c${label},c${hard ? (label + 1) % classes : label},${split}`)
  }
  writeFileSync(join(folder, 'examples.csv'), lines.join('\n'))
  const config = {
    name: 'scale',
    dataset: { table: 'examples.csv' },
    embeddings: { file: 'x.npy' },
    method: { permutations: 999 },
  }
  writeFileSync(join(folder, 'faultline.json'), JSON.stringify(config))
  faultline(folder, 'run', 'faultline.json', '--out', 'run')
  return join(folder, 'run')
}

function faultline(cwd, ...args) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [PROGRAM, ...args, '--quiet'], {
    cwd,
    encoding: 'utf8',
  })
  if (status !== 0) throw new Error(`faultline ${args.join(' ')}: ${stderr}`)
  return stdout
}

/** Runs a program; its output, its seconds, and the most memory that one of its processes held, and all together, in MB. */
async function watched(program, args, mark) {
  const begun = performance.now()
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  let stdout = ''
  child.stdout.on('data', (data) => {
    stdout += data
  })
  const peaks = new Map()
  const watch = setInterval(() => {
    for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
      try {
        if (!readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(mark)) continue
        const [, kilobytes = 0] =
          /VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? []
        peaks.set(pid, Number(kilobytes) / 1024)
      } catch {
        // It has just ended.
      }
    }
  }, 100)
  const code = await new Promise((resolve) => child.once('close', resolve))
  clearInterval(watch)
  if (code !== 0) throw new Error(`${program} ${args.join(' ')} ended with ${code}`)
  const seconds = (performance.now() - begun) / 1000
  const all = [...peaks.values()]
  return { stdout, seconds, peak: Math.max(...all), sum: all.reduce((sum, peak) => sum + peak, 0) }
}

const folder = flags.keep ?? mkdtempSync(join(tmpdir(), 'scale-'))
mkdirSync(join(folder, 'parts'), { recursive: true })
for (let part = 0; part < PARTS; part++) {
  const path = join(folder, 'parts', `${part}.npy`)
  if (statSync(path, { throwIfNoEntry: false })) continue
  const numbers = normals(ROWS * COLS, 1000 + part)
  writeNpy(path, flags.dtype === 'float16' ? halves(numbers) : numbers, COLS)
}
const run = join(folder, 'run')
if (!statSync(join(run, 'run.json'), { throwIfNoEntry: false }))
  writeRun(folder, Number(flags.classes))
const table = []
for (const rows of flags.rows.split(',').map(Number)) {
  const pool = join(folder, `pool-${rows}`)
  rmSync(pool, { recursive: true, force: true })
  mkdirSync(join(pool, 'img_emb'), { recursive: true })
  for (let part = 0; part < rows / ROWS; part++) {
    symlinkSync(
      join(folder, 'parts', `${part % PARTS}.npy`),
      join(pool, 'img_emb', `img_emb_${part}.npy`),
    )
  }
  const job = join(folder, `job-${rows}`)
  rmSync(job, { recursive: true, force: true })
  const step = (...args) => watched(process.execPath, [PROGRAM, ...args, '--quiet'], job)
  const plan = await step('plan', run, '--score', pool, '--out', job)
  const work = await step('work', job, '--workers', flags.workers)
  const gather = await step('gather', job, '--json')
  const { hardest } = JSON.parse(gather.stdout)
  rmSync(job, { recursive: true })
  const scores = join(folder, 'numpy-scores')
  const numpy = await watched(flags.python, [NUMPY, run, pool, scores], scores)
  rmSync(scores, { recursive: true })
  const theirs = JSON.parse(numpy.stdout)
  for (const [i, { direction, flagged, hardest: list }] of hardest.entries()) {
    const apart = Math.abs(list[0][1] - theirs.first[i]) > 1e-4 * Math.abs(theirs.first[i])
    // Rows at the threshold fall on one side or the other by the rounding of float32.
    if (apart || Math.abs(flagged - theirs.flagged[i]) > 1e-4 * rows + 5) {
      throw new Error(
        `${direction}: ${flagged} flagged, hardest ${list[0][1]}; NumPy ${theirs.flagged[i]}, ${theirs.first[i]}`,
      )
    }
  }
  const seconds = plan.seconds + work.seconds + gather.seconds
  table.push({
    rows,
    directions: hardest.length,
    'rows/s': Math.round(rows / seconds),
    'rows/s of work': Math.round(rows / work.seconds),
    'seconds of gather': Number(gather.seconds.toFixed(1)),
    'peak MB of a process': Math.round(work.peak),
    'peak MB of all': Math.round(work.sum),
    'peak MB of gather': Math.round(gather.peak),
    'NumPy rows/s': Math.round(rows / numpy.seconds),
    'NumPy peak MB': Math.round(numpy.peak),
    ratio: Number((numpy.seconds / seconds).toFixed(2)),
    'ratio of work': Number((numpy.seconds / work.seconds).toFixed(2)),
  })
  console.log(JSON.stringify(table.at(-1)))
}
if (flags.keep === undefined) rmSync(folder, { recursive: true })
