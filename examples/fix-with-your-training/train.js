// A training command for `faultline fix`, in plain Node without a library: a linear classifier of the run's embeddings,
// trained by stochastic gradient descent. Yours would load images instead; what it reads and writes is the same.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const { FAULTLINE_TRAIN, FAULTLINE_EXTRA, FAULTLINE_TEST, FAULTLINE_PREDICTIONS } = process.env
const { FAULTLINE_SEED, FAULTLINE_ARM, FAULTLINE_RUN } = process.env

// 1. What to train on: the training split with a weight an image, and the images that this arm adds.
const train = [...readTable(FAULTLINE_TRAIN), ...readTable(FAULTLINE_EXTRA)]
const test = readTable(FAULTLINE_TEST)
const classes = [...new Set(train.map(({ label }) => label))].sort()

// 2. Train, with the seed that you are given.
const { rows, cols } = readNpy(join(FAULTLINE_RUN, 'embeddings.npy'))
const random = mulberry32(Number(FAULTLINE_SEED))
const weights = classes.map(() => new Float64Array(cols + 1))
const epochs = 30
for (let epoch = 0; epoch < epochs; epoch += 1) {
  const rate = 0.02 * (1 - epoch / epochs)
  for (const { row, label, weight } of shuffled(train)) {
    const x = rows(Number(row))
    probabilities(x).forEach((p, c) => {
      const error = Number(weight) * (p - Number(classes[c] === label))
      for (let j = 0; j < cols; j += 1) weights[c][j] -= rate * error * x[j]
      weights[c][cols] -= rate * error
    })
  }
}

// 3. Predict the test images: columns id and prediction.
const lines = test.map(({ id, row }) => {
  const p = probabilities(rows(Number(row)))
  return `"${id.replaceAll('"', '""')}","${classes[p.indexOf(Math.max(...p))].replaceAll('"', '""')}"`
})
writeFileSync(FAULTLINE_PREDICTIONS, `id,prediction\n${lines.join('\n')}\n`)
console.log(`${FAULTLINE_ARM}, seed ${FAULTLINE_SEED}: trained on ${train.length} images`)

function probabilities(x) {
  const scores = weights.map((w) =>
    w.subarray(0, cols).reduce((sum, v, j) => sum + v * x[j], w[cols]),
  )
  const largest = Math.max(...scores)
  const powers = scores.map((score) => Math.exp(score - largest))
  const total = powers.reduce((sum, power) => sum + power, 0)
  return powers.map((power) => power / total)
}

/** Rows of a CSV file as objects; quoted cells may hold commas, quotes and line ends. */
function readTable(file) {
  const table = [[]]
  const cell = /(?:"((?:[^"]|"")*)"|([^",\n]*))(,|\n|$)/g
  for (const [all, quoted, plain, end] of readFileSync(file, 'utf8').matchAll(cell)) {
    if (all === '') break
    table.at(-1).push(quoted?.replaceAll('""', '"') ?? plain)
    if (end !== ',') table.push([])
  }
  const [header, ...records] = table.filter((record) => record.length > 0)
  return records.map((record) => Object.fromEntries(header.map((name, i) => [name, record[i]])))
}

/** A float32 matrix in NumPy's format. */
function readNpy(file) {
  const bytes = readFileSync(file)
  const headerLength = bytes.readUInt16LE(8)
  const [, n, d] = /\((\d+), (\d+)\)/.exec(bytes.toString('latin1', 10, 10 + headerLength))
  const data = new Float32Array(Uint8Array.from(bytes.subarray(10 + headerLength)).buffer)
  if (data.length !== n * d) throw new Error(`${file}: expected float32`)
  return { cols: Number(d), rows: (row) => data.subarray(row * d, (row + 1) * d) }
}

function shuffled(list) {
  const copy = [...list]
  for (let i = copy.length - 1; i > 0; i -= 1) {
    const j = Math.floor(random() * (i + 1))
    ;[copy[i], copy[j]] = [copy[j], copy[i]]
  }
  return copy
}

/** Numbers from a seed; the generator is Tommy Ettinger's mulberry32. */
function mulberry32(seed) {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}
