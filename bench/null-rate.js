// False alarms where there is nothing to find, and whether the AUROC interval holds the truth where there is something: the
// robust profile from raw vectors to states, in six kinds of setting.
//   npx tsc -b && node bench/null-rate.js [--vectors FILE.npy]... [--settings 400] [--seed 0] [--kind permuted|few|sizes|copies|groups|blocks|covered|flips|ways]...
import { parseArgs } from 'node:util'
import {
  auroc,
  decisionValues,
  fitDirections,
  fitStandardizer,
  normalDraw,
  randomSource,
  shuffled,
  softenStandardizer,
  wilsonInterval,
} from '../dist/core/index.js'
import {
  clipLikePool,
  drawVectors,
  hiddenLosses,
  part,
  readVectors,
  tableOf,
} from './null-settings.js'

const KINDS = ['permuted', 'few', 'sizes', 'copies', 'groups', 'blocks']
const { values } = parseArgs({
  options: {
    vectors: { type: 'string', multiple: true },
    settings: { type: 'string', default: '400' },
    seed: { type: 'string', default: '0' },
    kind: { type: 'string', multiple: true, default: [...KINDS, 'covered', 'flips'] },
  },
})
const settings = Number(values.settings)
const pools = values.vectors?.map(readVectors) ?? [clipLikePool(randomSource('pool', values.seed))]
const percent = (share) => `${(100 * share).toFixed(1)} %`
const rateOf = (hits, n) =>
  `${percent(hits / n)} (${wilsonInterval(hits, n).map(percent).join(' to ')} of ${n})`

/** Losses of a model that fails for a reason that has nothing to do with these rows. */
function nullSetting(kind, index) {
  const random = randomSource('null', kind, values.seed, index)
  const pool = pools[index % pools.length]
  const n = kind === 'sizes' ? [60, 250, 1000][index % 3] : kind === 'few' ? 200 : 250
  const x = drawVectors(pool, n, index % 2 ? 'rows' : 'mixed', random)
  // The losses of rows that do hide a failure, in another order: all that is true of real losses but their place.
  const losses = hiddenLosses(x, { share: 0.2, base: kind === 'few' ? 0.02 : 0.1 }, random)
  const order = shuffled(
    Int32Array.from({ length: n }, (_, row) => row),
    random,
  )
  let correct = Uint8Array.from(order, (row) => losses.correct[row])
  let confidence = Float64Array.from(order, (row) => losses.confidence[row])
  let groups
  if (kind === 'few') {
    // Six errors, whatever the confidences.
    const wrong = [...order].slice(0, 6)
    correct = correct.map((_, row) => (wrong.includes(row) ? 0 : 1))
    confidence = confidence.map((p, row) => (wrong.includes(row) ? p / 2 : 0.5 + p / 2))
  }
  if (kind === 'copies') {
    // Every third row becomes a copy of an earlier one, with its fate.
    for (let row = 2; row < n; row += 3) {
      const source = Math.floor(row * random())
      x.data.copyWithin(row * x.cols, source * x.cols, (source + 1) * x.cols)
      correct[row] = correct[source]
      confidence[row] = confidence[source]
    }
  }
  if (kind === 'groups') {
    // Groups of 1 to 12 rows look alike; half of them share a fate, in the others it varies from row to row.
    groups = new Int32Array(n)
    for (let first = 0, group = 0; first < n; group++) {
      const size = 1 + Math.floor(12 * random() ** 2)
      const isShared = random() < 0.5
      for (let row = first; row < Math.min(n, first + size); row++) {
        groups[row] = group
        for (let col = 0; col < x.cols; col++) {
          const at = row * x.cols + col
          x.data[at] = 0.3 * x.data[at] + 0.7 * x.data[first * x.cols + col]
        }
        if (!isShared) continue
        correct[row] = correct[first]
        confidence[row] = confidence[first]
      }
      first += size
    }
  }
  if (kind === 'blocks') {
    // The second half comes from another place; how often the model fails does not.
    const shift = Float64Array.from({ length: x.cols }, () => 0.03 * normalDraw(random))
    for (let row = n >> 1; row < n; row++) {
      for (let col = 0; col < x.cols; col++) x.data[row * x.cols + col] += shift[col]
    }
  }
  return { x, table: tableOf(new Int32Array(n), correct, 1, n, confidence), groups }
}

function fitSetting({ x, table, groups }, seed, fitted = x) {
  const standardizer = softenStandardizer(fitStandardizer(fitted), fitted)
  return { standardizer, ...fitDirections(x, table, standardizer, { seed, groups }) }
}

function measureNull(kind) {
  const counts = new Map()
  for (let index = 0; index < settings; index++) {
    const setting = nullSetting(kind, index)
    const [{ state, examples }] = fitSetting(setting, index).classes
    if (state === 'not-enough-errors') continue
    const key = kind === 'sizes' ? `${kind}, ${examples} rows` : kind
    for (const name of new Set([key, kind])) {
      const count = counts.get(name) ?? { alarms: 0, tests: 0 }
      counts.set(name, { alarms: count.alarms + (state === 'ok'), tests: count.tests + 1 })
    }
  }
  for (const [name, { alarms, tests }] of counts) {
    console.log(`null, ${name}: false alarms ${rateOf(alarms, tests)}`)
  }
}

/** Rows that stand for all that a direction has not seen: so many that their own chance hardly counts. */
const UNSEEN = 20_000

/** Whether the interval from n rows holds the AUROC of the fitted direction on rows that it has not seen. */
function measureCovered() {
  for (const n of [60, 250, 1000]) {
    for (const strength of [0, 1]) {
      let covered = 0
      let tests = 0
      let gap = 0
      for (let index = 0; index < settings / 2; index++) {
        const random = randomSource('covered', n, strength, values.seed, index)
        const x = drawVectors(pools[index % pools.length], n + UNSEEN, 'mixed', random)
        const share = 0.2
        const losses = hiddenLosses(x, { share, base: 0.1, isHidden: strength === 1 }, random)
        const table = tableOf(new Int32Array(x.rows), losses.correct, 1, n, losses.confidence)
        const { standardizer, classes } = fitSetting({ x, table }, index, part(x, 0, n))
        const [direction] = classes[0].directions
        if (!direction) continue
        const unseen = decisionValues(direction, standardizer, part(x, n, x.rows))
        const truth = auroc(unseen, losses.correct.subarray(n))
        const [low, high] = direction.aurocInterval
        covered += low <= truth && truth <= high ? 1 : 0
        gap += direction.auroc - truth
        tests += 1
      }
      console.log(
        `AUROC interval, ${n} rows, ${strength ? 'a hidden failure' : 'nothing hidden'}: holds that of ${UNSEEN.toLocaleString('en')} unseen rows ${rateOf(covered, tests)}; left out minus unseen ${(gap / tests).toFixed(3)}`,
      )
    }
  }
}

/** How often another seed gives another state, with six classes of which some are weak. */
function measureFlips() {
  let flips = 0
  let tests = 0
  for (let index = 0; index < settings / 4; index++) {
    const random = randomSource('flips', values.seed, index)
    const x = drawVectors(pools[index % pools.length], 600, 'mixed', random)
    const labels = Int32Array.from({ length: 600 }, (_, row) => row % 6)
    const { correct, confidence } = hiddenLosses(x, { share: 0.2, base: 0.15 }, random)
    const table = tableOf(labels, correct, 6, 600, confidence)
    const [one, other] = [1, 2].map((seed) => fitSetting({ x, table }, seed).classes)
    tests += one.length
    flips += one.filter(({ state }, k) => state !== other[k].state).length
  }
  console.log(`another seed: another state in ${rateOf(flips, tests)} of classes`)
}

for (const kind of values.kind) {
  if (kind === 'covered') measureCovered()
  else if (kind === 'flips') measureFlips()
  else measureNull(kind)
}
