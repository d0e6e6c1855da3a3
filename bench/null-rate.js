// False alarms where there is nothing to find, and power and precision where there is: the robust profile end to end.
//   npx tsc -b && node bench/null-rate.js [--vectors FILE.npy]... [--settings 200] [--seed 0] [--kind mixed|rows|copies|uneven|planted]...
import { parseArgs } from 'node:util'
import {
  auroc,
  fitDirections,
  fitStandardizer,
  randomSource,
  scoreExamples,
  wilsonInterval,
} from '../dist/core/index.js'
import {
  clipLikePool,
  drawVectors,
  nearestShare,
  readVectors,
  shiftRows,
  tableOf,
} from './null-settings.js'

const { values } = parseArgs({
  options: {
    vectors: { type: 'string', multiple: true },
    settings: { type: 'string', default: '200' },
    seed: { type: 'string', default: '0' },
    kind: {
      type: 'string',
      multiple: true,
      default: ['mixed', 'rows', 'copies', 'uneven', 'planted'],
    },
  },
})
const settings = Number(values.settings)
const pools = values.vectors?.map(readVectors) ?? [clipLikePool(randomSource('pool', values.seed))]
const percent = (share) => `${(100 * share).toFixed(1)} %`
const rateOf = (hits, n) =>
  `${percent(hits / n)} (${wilsonInterval(hits, n).map(percent).join(' to ')})`
const mean = (list) => list.reduce((sum, value) => sum + value, 0) / list.length
const between = (low, high, random) => low + (high - low) * random()

/** Nothing hidden: 500 to 1,000 rows of 1, 3 or 6 classes, errors by chance. */
function nullSetting(kind, index) {
  const random = randomSource('null', kind, values.seed, index)
  const pool = pools[index % pools.length]
  const n = Math.round(between(500, 1000, random))
  const k = [1, 3, 6][Math.floor(3 * random())]
  const rate = between(0.05, 0.4, random)
  const x = drawVectors(pool, n, kind === 'rows' ? 'rows' : 'mixed', random)
  const labels = Int32Array.from({ length: n }, () => Math.floor(k * random()))
  const correct = Uint8Array.from(labels, () => (random() < rate ? 0 : 1))
  if (kind === 'copies') copyRows(x, labels, correct, random)
  if (kind === 'uneven') scatterRows(x, random)
  return { x, table: tableOf(labels, correct, k, n) }
}

/** Every third row becomes a copy of an earlier one, with its fate. */
function copyRows(x, labels, correct, random) {
  for (let row = 2; row < x.rows; row += 3) {
    const source = Math.floor(row * random())
    x.data.copyWithin(row * x.cols, source * x.cols, (source + 1) * x.cols)
    labels[row] = labels[source]
    correct[row] = correct[source]
  }
}

/** A quarter of the rows get much more noise than the others. */
function scatterRows(x, random) {
  for (let row = 0; row < x.rows; row++) {
    if (random() > 0.25) continue
    for (let col = 0; col < x.cols; col++) x.data[row * x.cols + col] += 0.1 * (random() - 0.5)
  }
}

function measureNull(kind) {
  let alarms = 0
  let tests = 0
  let small = 0
  for (let index = 0; index < settings; index++) {
    const { x, table } = nullSetting(kind, index)
    const { classes } = fitDirections(x, table, fitStandardizer(x), {
      seed: index,
      maxDirections: 1,
    })
    const ps = classes.flatMap((one) => one.directions.map((direction) => direction.p))
    alarms += classes.some((one) => one.state === 'ok') ? 1 : 0
    tests += ps.length
    small += ps.filter((p) => p <= 0.05).length
  }
  console.log(
    `null, ${kind}: settings with an alarm ${rateOf(alarms, settings)}; classes with p <= 5 % ${rateOf(small, tests)}`,
  )
}

/**
 * A hidden attribute of 10 to 30 % of the rows, with 60 % errors in it and 5 % outside. It shifts the rows by `strength`;
 * 0: it is what the vectors show by nature.
 */
function plantedSetting(strength, index) {
  const random = randomSource('planted', strength, values.seed, index)
  const fitted = Math.round(between(500, 1000, random))
  const share = between(0.1, 0.3, random)
  const x = drawVectors(pools[index % pools.length], fitted + 1000, 'mixed', random)
  const attribute =
    strength === 0
      ? nearestShare(x, share, random)
      : Uint8Array.from({ length: x.rows }, () => (random() < share ? 1 : 0))
  shiftRows(x, attribute, strength, random)
  const correct = attribute.map((has) => (random() < (has ? 0.6 : 0.05) ? 0 : 1))
  return {
    x,
    attribute,
    correct,
    fitted,
    table: tableOf(new Int32Array(x.rows), correct, 1, fitted),
  }
}

function measurePlanted(strength) {
  const found = { ok: 0, precision: [], second: 0, inside: 0, gap: [] }
  for (let index = 0; index < settings; index++) {
    const { x, attribute, correct, fitted, table } = plantedSetting(strength, index)
    const standardizer = fitStandardizer({
      ...x,
      data: x.data.subarray(0, fitted * x.cols),
      rows: fitted,
    })
    const { classes } = fitDirections(x, table, standardizer, { seed: index })
    const [first, second] = classes[0].directions
    if (!first) continue
    const scores = scoreExamples({ standardizer, directions: [first] }, x, table.labels)
    const unseen = [...scores.keys()].slice(fitted).sort((a, b) => scores[a] - scores[b])
    found.ok += classes[0].state === 'ok' ? 1 : 0
    found.second += second ? 1 : 0
    found.precision.push(mean(unseen.slice(0, 10).map((row) => attribute[row])))
    const truth = auroc(
      unseen.map((row) => scores[row]),
      unseen.map((row) => correct[row]),
    )
    const [low, high] = first.aurocInterval
    found.inside += low <= truth && truth <= high ? 1 : 0
    found.gap.push(first.auroc - truth)
  }
  console.log(
    `planted, shift ${strength}: found ${rateOf(found.ok, settings)}; attribute among the ten hardest unseen ${percent(mean(found.precision))}; AUROC interval holds that of 1,000 unseen rows ${percent(found.inside / settings)}, out of fold minus unseen ${mean(found.gap).toFixed(3)}; a second direction ${percent(found.second / settings)}`,
  )
}

for (const kind of values.kind) {
  if (kind === 'planted') for (const strength of [0.05, 0.1, 0.15, 0.2, 0]) measurePlanted(strength)
  else measureNull(kind)
}
