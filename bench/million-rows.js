// Peak memory of a large table: node bench/million-rows.js [rows] [classes]; after npm run build.
// Writes a CSV with predictions and three columns of metadata, loads it as a dataset, writes examples.parquet and reads it.

import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { loadDataset } from '../dist/io/dataset/dataset.js'
import { readExamples, writeExamples } from '../dist/io/dataset/examples-file.js'

const [rows = 1_000_000, classes = 1000] = process.argv.slice(2).map(Number)
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
    const label = i % classes
    const isWrong = (i * 7) % 11 === 0
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
    flagged: new Int8Array(rows).fill(-1),
  }
  const images = new Array(rows).fill(undefined)
  const path = join(folder, 'examples.parquet')
  await writeExamples(path, { ...dataset, ...unknown, images })
  tell('examples.parquet written')
  const { ids } = await readExamples(path, dataset.classes)
  tell('examples.parquet read')
  if (ids.length !== rows) throw new Error(`${ids.length} rows read`)
} finally {
  await rm(folder, { recursive: true })
}
