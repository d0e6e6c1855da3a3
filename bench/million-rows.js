// Peak memory of a large table: node bench/million-rows.js [rows] [classes] [--vectors D]; after npm run build.
// Writes a CSV with predictions and three columns of metadata, loads it as a dataset, writes examples.parquet and reads it.
// With --vectors, D features a row (4 bytes each on the disk, twice), the whole command `faultline run` in a process of its own
// too: every tenth class has a failure to be found.

import { spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { randomSource } from '../dist/core/index.js'
import { loadDataset } from '../dist/io/dataset/dataset.js'
import { readExamples, writeExamples } from '../dist/io/dataset/examples-file.js'

const { values, positionals } = parseArgs({
  options: { vectors: { type: 'string' } },
  allowPositionals: true,
})
const [rows = 1_000_000, classes = 1000] = positionals.map(Number)
const labelOf = (i) => i % classes
const isWrongAt = (i) => (i * 7) % 11 === 0
const folder = await mkdtemp(join(tmpdir(), 'million-rows-'))
const table = join(folder, 'examples.csv')
let last = performance.now()
const tell = (what) => {
  const now = performance.now()
  const peak = Math.round(process.resourceUsage().maxRSS / 1024)
  console.log(
    `${what.padEnd(24)} ${((now - last) / 1000).toFixed(1).padStart(6)} s  peak ${peak} MB`,
  )
  last = now
}
try {
  const out = createWriteStream(table)
  out.write('id,label,prediction,confidence,split,camera,city,age\n')
  for (let i = 0; i < rows; i++) {
    const label = labelOf(i)
    const isWrong = isWrongAt(i)
    const prediction = isWrong ? (label + 1) % classes : label
    const split = ['train', 'val', 'test'][i % 3]
    const line = `images/batch-${i % 97}/photo-${i}.jpg,class ${label},class ${prediction},${isWrong ? 0.1 : 0.9},${split},camera ${i % 13},city ${i % 5003},${i % 90}\n`
    if (!out.write(line)) await once(out, 'drain')
  }
  await new Promise((resolve) => out.end(resolve))
  tell('table written')
  const dataset = await loadDataset({ table: 'examples.csv', columns: {} }, folder)
  tell('dataset loaded')
  const unknown = {
    decisionValues: new Float64Array(rows).fill(Number.NaN),
    combinedValues: new Float64Array(rows).fill(Number.NaN),
    flagged: new Int8Array(rows).fill(-1),
    modes: new Int32Array(rows),
  }
  const images = new Array(rows).fill(undefined)
  const path = join(folder, 'examples.parquet')
  await writeExamples(path, { ...dataset, ...unknown, images })
  tell('examples.parquet written')
  const { ids } = await readExamples(path, dataset.classes)
  tell('examples.parquet read')
  if (ids.length !== rows) throw new Error(`${ids.length} rows read`)
  if (values.vectors) await runWhole(Number(values.vectors))
} finally {
  await rm(folder, { recursive: true })
}

/** The whole command on vectors of its own. */
async function runWhole(cols) {
  const random = randomSource('million')
  const out = createWriteStream(join(folder, 'x.npy'))
  const header = `{'descr': '<f4', 'fortran_order': False, 'shape': (${rows}, ${cols}), }`
  const padded = `${header.padEnd(Math.ceil((header.length + 11) / 64) * 64 - 11)}\n`
  out.write(
    Buffer.from(`\x93NUMPY\x01\0${String.fromCharCode(padded.length, 0)}${padded}`, 'latin1'),
  )
  for (let first = 0; first < rows; first += 1000) {
    const block = new Float32Array(Math.min(1000, rows - first) * cols).map(() => random() - 0.5)
    for (let i = 0; i < block.length / cols; i++) {
      const [row, label] = [first + i, labelOf(first + i)]
      block[i * cols + (label % cols)] += 4
      if (label % 10 === 0 && isWrongAt(row)) block[i * cols + ((label + 1) % cols)] += 1
    }
    if (!out.write(Buffer.from(block.buffer))) await once(out, 'drain')
  }
  await new Promise((resolve) => out.end(resolve))
  tell('vectors written')
  const config = { dataset: { table: 'examples.csv' }, embeddings: { file: 'x.npy' } }
  await writeFile(join(folder, 'faultline.json'), JSON.stringify(config))
  const watch = `import { writeFileSync } from 'node:fs'
    process.on('exit', () => writeFileSync('peak', String(process.resourceUsage().maxRSS)))`
  const bin = new URL('../bin/faultline.js', import.meta.url).pathname
  const flags = ['--import', `data:text/javascript,${encodeURIComponent(watch)}`]
  const command = ['run', 'faultline.json', '--out', 'run', '--quiet']
  const { status, stderr } = spawnSync(process.execPath, [...flags, bin, ...command], {
    cwd: folder,
    encoding: 'utf8',
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  if (status !== 0) throw new Error(`faultline run failed: ${stderr.slice(-2000)}`)
  tell('faultline run')
  const found = JSON.parse(await readFile(join(folder, 'run/directions.json'), 'utf8'))
  const names = found.classes.flatMap(({ class: name, state }) => (state === 'ok' ? [name] : []))
  const planted = names.filter((name) => Number(name.slice('class '.length)) % 10 === 0).length
  const peak = Math.round(Number(await readFile(join(folder, 'peak'), 'utf8')) / 1024)
  console.log(
    `  its peak ${peak} MB; found ${planted} of ${Math.ceil(classes / 10)} planted failures and ${names.length - planted} others`,
  )
}
