// What the demo finds, and what it does not, in data sets newly drawn by its generator: the committed models, new pictures.
//   npm run setup && npm ci --prefix demo/scenes && node bench/demo-redraws.js [--draws 20] [--first 201]
// Each draw is named twice: with the demo's captions, and with the default vocabulary.
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { drawSplits } from '../demo/scenes/generate.js'
import { parquetOf } from '../demo/scenes/parquet.js'
import { wilsonInterval } from '../dist/core/index.js'
import { comparePlanted, readPlanted } from '../dist/pipeline/run/planted.js'
import { run } from '../dist/pipeline/run/run.js'
import { loadConfig } from '../dist/pipeline/run-folder/load-config.js'
import { openRun } from '../dist/pipeline/run-folder/open-run.js'

const { values } = parseArgs({
  options: {
    draws: { type: 'string', default: '20' },
    first: { type: 'string', default: '201' },
  },
})
/** All but the pool, which plays no part in what is found. */
const SPLITS = ['train', 'val', 'test']
const fileOf = (split) => `data/${split}.parquet`
const DEMO = new URL('../demo/', import.meta.url).pathname

/**
 * Draws the demo's data set with another seed, runs the demo's config on it and compares with what was planted: once with the
 * demo's captions, once without.
 */
async function findingsOf(seed) {
  const folder = await mkdtemp(join(tmpdir(), 'redraw-'))
  try {
    for (const part of ['faultline.json', 'models'])
      await cp(join(DEMO, part), join(folder, part), { recursive: true })
    await mkdir(join(folder, 'data'))
    const splits = await drawSplits({ seed, splits: SPLITS })
    for (const [split, scenes] of Object.entries(splits))
      await writeFile(join(folder, fileOf(split)), new Uint8Array(parquetOf(scenes)))
    const loaded = await loadConfig(join(folder, 'faultline.json'))
    const { captions, ...config } = loaded.config
    const { baseFolder } = loaded
    const dataset = { ...config.dataset, table: SPLITS.map(fileOf) }
    const runFolder = join(folder, 'run')
    const planted = await readPlanted(join(DEMO, 'planted.json'))
    const found = []
    for (const named of [{ captions }, {}]) {
      await run({ ...config, dataset, ...named }, { folder: runFolder, baseFolder })
      const names = JSON.parse(await readFile(join(runFolder, 'captions.json'), 'utf8'))
      found.push(await comparePlanted(await openRun(runFolder), names, planted))
    }
    return found
  } finally {
    await rm(folder, { recursive: true })
  }
}

const draws = Number(values.draws)
const NAMING = ['captions of the demo', 'default vocabulary']
const all = NAMING.map(() => [])
for (let seed = Number(values.first); all[0].length < draws; seed += 1) {
  for (const [way, findings] of (await findingsOf(seed)).entries()) {
    all[way].push(findings)
    const words = findings.map(
      ({ class: name, planted, state, purity, recall, name: caption }) =>
        `${name} ${state}${planted && purity !== undefined ? ` ${purity.toFixed(2)}/${recall.toFixed(2)}` : ''}${caption ? ` "${caption}"` : ''}`,
    )
    console.log(`draw ${seed}, ${NAMING[way]}: ${words.join('; ')}`)
  }
}
for (const [way, draw] of all.entries()) showFindings(NAMING[way], draw)

function showFindings(title, found) {
  console.log(
    `\n${title}\nclass | planted | found | purity | recall | beats confidence | named rightly`,
  )
  for (const [at, { class: name, planted }] of found[0].entries()) {
    const own = found.map((findings) => findings[at])
    const count = (holds) => `${own.filter(holds).length} of ${draws}`
    const spread = (key) => {
      const sorted = own.map((f) => f[key] ?? 0).toSorted((a, b) => a - b)
      return planted
        ? `${sorted[0].toFixed(2)} to ${sorted.at(-1).toFixed(2)}, median ${sorted[Math.floor(draws / 2)].toFixed(2)}`
        : '-'
    }
    const cells = [
      name,
      planted ?? 'nothing',
      count(({ state }) => state === 'ok'),
      spread('purity'),
      spread('recall'),
      planted ? count((f) => (f.purity ?? 0) > f.confidencePurity) : '-',
      count((f) => f.nameIsRight),
    ]
    console.log(cells.join(' | '))
  }
  const clean = found.filter((all) => all.every((f) => f.planted || f.state !== 'ok')).length
  const interval = wilsonInterval(clean, draws).map((share) => `${(100 * share).toFixed(0)} %`)
  console.log(
    `\nDraws in which no class without planting is reported: ${clean} of ${draws} (95 % interval ${interval.join(' to ')})`,
  )
}
