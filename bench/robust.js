// The robust profile's time beside scikit-learn's procedure of the paper and NumPy's closed form with OpenBLAS, in one run.
//   npx tsc -b && node bench/robust.js [--size one|two|thousand]... [--no-sklearn]
// Ours is the whole command, process start, files and 199 permutations or more included; theirs count the fits alone, NumPy's
// with 199 permutations as one product.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { parseArgs } from 'node:util'
import { makeProblem, sklearnAnswers } from './sklearn-problems.js'

const SIZES = {
  one: { classes: 1, rowsPerClass: 5000 },
  two: { classes: 2, rowsPerClass: 24_000 },
  thousand: { classes: 1000, rowsPerClass: 50 },
}
const { values } = parseArgs({
  options: {
    size: { type: 'string', multiple: true, default: ['one', 'thousand'] },
    'no-sklearn': { type: 'boolean', default: false },
  },
})

for (const name of values.size) {
  const { classes, rowsPerClass } = SIZES[name]
  const cols = 512
  const shape = { seed: name, errorRate: 0.15, signal: 1, inBlocks: false }
  const problem = makeProblem({ ...shape, classes, rowsPerClass, cols })
  const folder = mkdtempSync(join(tmpdir(), 'faultline-robust-'))
  try {
    writeInput(folder, problem)
    const line = [
      `${classes} x ${rowsPerClass} x ${cols}: faultline ${seconds(runFaultline(folder))}`,
    ]
    for (const threads of [1, 2]) {
      line.push(`NumPy, ${threads} threads ${seconds(runNumpy(folder, problem, threads))}`)
    }
    const theirs = values['no-sklearn'] ? undefined : sklearnAnswers([problem])
    if (theirs)
      line.push(`scikit-learn, the paper's procedure ${seconds(theirs.problems[0].seconds)}`)
    console.log(line.join('; '))
  } finally {
    rmSync(folder, { recursive: true })
  }
}

function seconds(value) {
  return `${value.toFixed(2)} s`
}

/** A run's input: vectors, and a table in which every row is fitted and held out nowhere. */
function writeInput(folder, { rows, cols, classes, label, correct, x }) {
  const header = `{'descr': '<f4', 'fortran_order': False, 'shape': (${rows}, ${cols}), }`
  const padded = `${header.padEnd(Math.ceil((header.length + 11) / 64) * 64 - 11)}\n`
  const start = Buffer.from([
    0x93,
    ...Buffer.from('NUMPY'),
    1,
    0,
    padded.length & 255,
    padded.length >> 8,
  ])
  writeFileSync(
    join(folder, 'x.npy'),
    Buffer.concat([start, Buffer.from(padded), Buffer.from(x.buffer)]),
  )
  writeFileSync(join(folder, 'x.f32'), x)
  writeFileSync(
    join(folder, 'problem.json'),
    JSON.stringify({ rows, cols, classes, label, correct }),
  )
  // One class more: a single class has no other to be taken for.
  const lines = label.map(
    (c, row) => `${row},c${c},${correct[row] ? `c${c}` : `c${(c + 1) % (classes + 1)}`},val`,
  )
  writeFileSync(join(folder, 'table.csv'), ['id,label,prediction,split', ...lines].join('\n'))
  const names = Array.from({ length: classes + 1 }, (_, c) => `c${c}`)
  const config = { dataset: { table: 'table.csv', classes: names }, embeddings: { file: 'x.npy' } }
  writeFileSync(join(folder, 'faultline.json'), JSON.stringify(config))
}

function runFaultline(folder) {
  const bin = new URL('../bin/faultline.js', import.meta.url).pathname
  const start = performance.now()
  const { status, stderr } = spawnSync(
    process.execPath,
    [bin, 'fit', 'faultline.json', '--out', 'run'],
    {
      cwd: folder,
      encoding: 'utf8',
    },
  )
  if (status !== 0) throw new Error(`Cannot run faultline: ${stderr}`)
  return (performance.now() - start) / 1000
}

function runNumpy(folder, { rows }, threads) {
  const script = new URL('./robust-numpy.py', import.meta.url).pathname
  const { status, stdout, stderr } = spawnSync('/usr/bin/python3', [script, folder], {
    encoding: 'utf8',
    env: { ...process.env, OPENBLAS_NUM_THREADS: `${threads}`, OMP_NUM_THREADS: `${threads}` },
  })
  if (status !== 0) throw new Error(`Cannot run NumPy on ${rows} rows: ${stderr}`)
  return Number(stdout)
}
