// How many of the hardest held-out rows lie in a hidden group, for ours, the paper's SVM, confidence and the ceiling, on
// vectors of one's own; after npx tsc -b. Two ways to hide a group:
//   node bench/hidden-groups.js --vectors FILE.npy --names FILE.json [--settings 12] [--seed 0]
//     Names of things, one a vector. A class is a concept of WordNet, the hidden group a narrower one; predictions are
//     Domino's synthetic ones. Half as many settings have nothing to find.
//   node bench/hidden-groups.js --vectors FILE.npy --table FILE.csv [--sizes 60,120,400] [--settings 20] [--seed 0]
//     A real model's label, prediction and confidence, one row a vector. A class is two of its labels taken as one, the
//     hidden group the one that the model gets wrong more often, as `--share` of the rows (0.15).
import { parseArgs } from 'node:util'
import {
  fitDirections,
  fitStandardizer,
  randomSource,
  shuffled,
  softenStandardizer,
} from '../dist/core/index.js'
import { numberAt, textAt } from '../dist/io/tables/column.js'
import { readTable } from '../dist/io/tables/table.js'
import { loadWordNetNouns } from '../dist/io/wordnet/wordnet.js'
import { measureResult } from '../dist/pipeline/bench/measure.js'
import { METHODS } from '../dist/pipeline/bench/methods.js'
import {
  DOMINO_QUALITY,
  syntheticPredictions,
} from '../dist/pipeline/bench/synthetic-predictions.js'
import { readVectors } from './null-settings.js'

const { values } = parseArgs({
  options: {
    vectors: { type: 'string' },
    names: { type: 'string' },
    table: { type: 'string' },
    sizes: { type: 'string', default: '60,120,400' },
    settings: { type: 'string', default: '12' },
    share: { type: 'string', default: '0.15' },
    seed: { type: 'string', default: '0' },
  },
})
const COMPARED = ['ours, without own loss', 'ours', 'faithful', 'confidence', 'ceiling']
const methods = COMPARED.map((name) => METHODS.find((method) => method.name === name))
const vectors = readVectors(values.vectors)
const every = Array.from({ length: vectors.rows }, (_, row) => row)
const settings = Number(values.settings)

if (values.names) await measurePlanted()
else await measureReal()

async function measurePlanted() {
  const concepts = await conceptsOf(values.names)
  const results = []
  let [alarms, nulls, flips, tests] = [0, 0, 0, 0]
  for (let index = 0; index < 1.5 * settings; index++) {
    const random = randomSource('hidden', values.seed, index)
    const isNull = index >= settings
    const { name, members, hidden } = concepts[Math.floor(random() * concepts.length)]
    const isMember = new Set(members)
    const rest = shuffled(Int32Array.from(every.filter((row) => !isMember.has(row))), random)
    const order = shuffled(Int32Array.from(members), random)
    const half = order.length >> 1
    const halfOf = (part) => {
      const own = part === 'fit' ? order.slice(0, half) : order.slice(half)
      const others = part === 'fit' ? rest.slice(0, half) : rest.slice(half, 2 * half)
      const inSlice = Uint8Array.from([...own, ...others], (row) => (hidden.has(row) ? 1 : 0))
      const labels = Int32Array.from(inSlice, (_, i) => (i < own.length ? 1 : 0))
      const quality = isNull
        ? { ...DOMINO_QUALITY, inside: DOMINO_QUALITY.outside }
        : DOMINO_QUALITY
      const outcomes = syntheticPredictions(labels, inSlice, quality, random)
      return { rows: { x: rowsOf([...own, ...others]), labels, ...outcomes }, marks: inSlice }
    }
    const [fit, test] = [halfOf('fit'), halfOf('test')]
    const setting = settingOf(`${name}, ${values.seed}, ${index}`, fit, test)
    const states = [1, 2].map((seed) => statesOf(setting, seed))
    flips += states[0].filter((state, k) => state !== states[1][k]).length
    tests += states[0].length
    if (isNull) {
      nulls += 1
      alarms += states[0][1] === 'ok'
      continue
    }
    const measured = await measureAll(setting)
    results.push({ ...measured, isFound: states[0][1] === 'ok' })
    console.log(
      `${name}: ${half} rows, ${fit.marks.reduce((a, b) => a + b)} hidden; ${states[0][1]}; ${lineOf(measured.p10)}`,
    )
  }
  console.log(`\nmean of ${settings} | P@10 | average precision`)
  for (const name of COMPARED)
    console.log(
      `${name} | ${mean(results.map((r) => r.p10[name]))} | ${mean(results.map((r) => r.ap[name]))}`,
    )
  const found = results.filter(({ isFound }) => isFound).length
  console.log(
    `found ${found} of ${settings}; alarms ${alarms} of ${nulls} with nothing hidden; other states with another seed ${flips} of ${tests}`,
  )
}

async function measureReal() {
  const table = await readTable(values.table)
  const column = async (name) => table.column(name)
  const [label, prediction, confidence] = await Promise.all(
    ['label', 'prediction', 'confidence'].map(column),
  )
  const labels = every.map((row) => textAt(label, row))
  const wrong = every.map((row) => textAt(prediction, row) !== labels[row])
  const names = [...new Set(labels)].sort()
  const rowsWith = (name) => every.filter((row) => labels[row] === name)
  const rate = (name) => rowsWith(name).filter((row) => wrong[row]).length / rowsWith(name).length
  for (const size of values.sizes.split(',').map(Number)) {
    const results = []
    for (let index = 0; index < settings; index++) {
      const random = randomSource('real', values.seed, index)
      const pair = [...shuffled(names, random)].slice(0, 2).sort((a, b) => rate(a) - rate(b))
      if (rate(pair[1]) - rate(pair[0]) < 0.1) continue
      const [hosts, guests] = pair.map((name) => [
        ...shuffled(Int32Array.from(rowsWith(name)), random),
      ])
      const others = [
        ...shuffled(Int32Array.from(every.filter((row) => !pair.includes(labels[row]))), random),
      ]
      const halfOf = (n) => {
        const inside = Math.round(n * Number(values.share))
        const rows = [
          ...guests.splice(0, inside),
          ...hosts.splice(0, n - inside),
          ...others.splice(0, n),
        ]
        const isWrong = rows.map(
          (row) =>
            wrong[row] && !(pair.includes(labels[row]) && pair.includes(textAt(prediction, row))),
        )
        const target = Int32Array.from(rows, (_, i) => (i < n ? 1 : 0))
        return {
          rows: {
            x: rowsOf(rows),
            labels: target,
            predictions: target.map((own, i) => (isWrong[i] ? 1 - own : own)),
            confidence: Float64Array.from(rows, (row) => numberAt(confidence, row)),
          },
          marks: Uint8Array.from(rows, (_, i) => (i < inside ? 1 : 0)),
        }
      }
      const [fit, test] = [halfOf(size), halfOf(600)]
      results.push(
        await measureAll(settingOf(`${pair.join(' and ')}, ${size}, ${index}`, fit, test)),
      )
    }
    console.log(
      `${size} rows, ${results.length} settings, share of the hidden group among the 50 hardest of 600 (it is ${values.share} of them):`,
    )
    console.log(
      `  ${lineOf(Object.fromEntries(COMPARED.map((name) => [name, mean(results.map((r) => r.p50[name]))])))}`,
    )
  }
}

/** Concepts with enough names, each with a narrower one that holds a tenth to a third of them. */
async function conceptsOf(file) {
  const nouns = loadWordNetNouns()
  const table = await readTable(file)
  const name = await table.column('name')
  const members = new Map()
  for (const row of every) {
    const text = textAt(name, row).toLowerCase().replaceAll(' ', '_')
    let sense
    try {
      sense = nouns.byName(`${text}.n.01`)
    } catch {
      continue
    }
    for (const concept of above(nouns, sense)) {
      if (!members.has(concept)) members.set(concept, new Set())
      members.get(concept).add(row)
    }
  }
  const all = [...members]
  return all
    .filter(([, rows]) => rows.size >= 120 && rows.size <= vectors.rows / 2)
    .flatMap(([concept, rows]) =>
      all
        .filter(
          ([, inside]) =>
            inside.size >= 0.1 * rows.size &&
            inside.size <= 0.33 * rows.size &&
            [...inside].every((row) => rows.has(row)),
        )
        .map(([inner, hidden]) => ({ name: `${inner} in ${concept}`, members: [...rows], hidden })),
    )
}

function above(nouns, synset, found = new Set()) {
  found.add(synset.name)
  for (const offset of synset.hypernyms) above(nouns, nouns.byOffset(offset), found)
  return found
}

function settingOf(name, fit, test) {
  const slices = [{ name: 'hidden', label: 1, fit: fit.marks, test: test.marks }]
  return {
    name,
    kind: 'rare',
    isNull: false,
    size: fit.marks.length / 2,
    strength: 1,
    fit: fit.rows,
    test: test.rows,
    slices,
  }
}

function statesOf({ fit }, seed) {
  const standardizer = softenStandardizer(fitStandardizer(fit.x), fit.x)
  const rows = Array.from(fit.labels.keys())
  const table = {
    classes: ['rest', 'class'],
    ids: rows.map(String),
    splits: rows.map(() => 'val'),
    ...fit,
  }
  return fitDirections(fit.x, table, standardizer, { seed }).classes.map(({ state }) => state)
}

async function measureAll(setting) {
  const found = { p10: {}, p50: {}, ap: {} }
  for (const method of methods) {
    const result = await method.run(setting)
    const [measures] = measureResult(setting, result)
    found.p10[method.name] = measures.p10
    found.ap[method.name] = measures.averagePrecision
    found.p50[method.name] = shareOfHardest(setting, result.score, 50)
  }
  return found
}

function shareOfHardest({ test, slices: [slice] }, score, count) {
  const rows = Array.from(test.labels.keys()).filter((row) => test.labels[row] === 1)
  const hardest = rows.sort((a, b) => score[b] - score[a] || a - b).slice(0, count)
  return hardest.filter((row) => slice.test[row] === 1).length / hardest.length
}

function rowsOf(rows) {
  const { data, cols } = vectors
  const x = new Float32Array(rows.length * cols)
  rows.forEach((row, i) => {
    x.set(data.subarray(row * cols, (row + 1) * cols), i * cols)
  })
  return { data: x, rows: rows.length, cols }
}

function mean(list) {
  return (list.reduce((sum, value) => sum + value, 0) / list.length).toFixed(2)
}

function lineOf(shares) {
  return COMPARED.map((name) => `${name} ${Number(shares[name]).toFixed(2)}`).join(', ')
}
