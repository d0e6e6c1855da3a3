// Settings with and without a hidden failure, on vectors that look like CLIP's: a large common part (cosine about .5), few
// directions that count. With real vectors at hand, rows are drawn and mixed from them.
import { readFileSync } from 'node:fs'
import { normalDraw } from '../dist/core/index.js'

/** float32 `.npy` file of rows. */
export function readVectors(file) {
  const bytes = readFileSync(file)
  const header = bytes.toString('latin1', 10, 10 + bytes.readUInt16LE(8))
  const [rows, cols] = /'shape': \((\d+), (\d+)\)/.exec(header).slice(1).map(Number)
  if (!header.includes("'<f4'")) throw new Error(`Cannot read "${file}": expected float32`)
  const start = 10 + header.length
  const data = new Float32Array(
    bytes.buffer.slice(bytes.byteOffset + start, bytes.byteOffset + start + 4 * rows * cols),
  )
  return { data, rows, cols }
}

/** A pool with CLIP's geometry: a common mean of squared length .5, and deviations that fall off over some 30 directions. */
export function clipLikePool(random, rows = 2000, cols = 512) {
  const mean = unit(Float64Array.from({ length: cols }, () => normalDraw(random)))
  const deviation = Float64Array.from({ length: cols }, (_, col) => 1 / (1 + col / 12))
  const total = Math.hypot(...deviation)
  const data = new Float32Array(rows * cols)
  for (let row = 0; row < rows; row++) {
    const vector = mean.map(
      (m, col) => Math.SQRT1_2 * (m + (normalDraw(random) * deviation[col]) / total),
    )
    data.set(unit(vector), row * cols)
  }
  return { data, rows, cols }
}

/** Unit vectors drawn from a pool: its rows as they are, each once while they last (`rows`), or mixtures of three (`mixed`). */
export function drawVectors(pool, n, kind, random) {
  const { cols } = pool
  const data = new Float32Array(n * cols)
  const left = Int32Array.from({ length: pool.rows }, (_, row) => row)
  let remaining = pool.rows
  const rowOf = () => {
    if (kind === 'mixed') return rowAt(Math.floor(random() * pool.rows))
    if (remaining === 0) remaining = pool.rows
    const place = Math.floor(random() * remaining--)
    const row = left[place]
    left[place] = left[remaining]
    left[remaining] = row
    return rowAt(row)
  }
  const rowAt = (row) => pool.data.subarray(row * cols, (row + 1) * cols)
  for (let row = 0; row < n; row++) {
    if (kind === 'rows') {
      data.set(rowOf(), row * cols)
      continue
    }
    const [a, b, c] = [rowOf(), rowOf(), rowOf()]
    const [s, t, u] = [random(), random(), random()]
    const mixed = Float64Array.from(
      a,
      (v, col) => s * v + t * b[col] + u * c[col] + 0.012 * normalDraw(random),
    )
    data.set(unit(mixed), row * cols)
  }
  return { data, rows: n, cols }
}

/** Rows first to last - 1 of a matrix, as a view. */
export function part({ data, cols }, first, last) {
  return { data: data.subarray(first * cols, last * cols), rows: last - first, cols }
}

/**
 * A hidden attribute that the vectors have by nature, the given share of rows nearest to one of them, and the outcomes of a
 * model that fails on it, as Domino's synthetic predictions make them: confidence by Beta(.75, .25), by Beta(.4, .6) where the
 * attribute is. `base` mixes in errors by chance. `isHidden: false`: the attribute is drawn by lot.
 */
export function hiddenLosses(x, { share, base = 0, isHidden = true }, random) {
  const attribute = isHidden
    ? nearestShare(x, share, random)
    : Uint8Array.from({ length: x.rows }, () => (random() < share ? 1 : 0))
  const confidence = Float64Array.from(attribute, (has) => {
    const a = has ? 0.4 : 0.75 + (1 - base) * 1.5
    const b = has ? 0.6 : 0.25 + base
    return betaDraw(a, b, random)
  })
  const correct = Uint8Array.from(confidence, (p) => (p >= 0.5 ? 1 : 0))
  return { attribute, confidence, correct }
}

/** The given share of rows nearest to one of them. */
function nearestShare(x, share, random) {
  const start = Math.floor(random() * x.rows) * x.cols
  const products = Float64Array.from({ length: x.rows }, (_, row) => {
    let sum = 0
    for (let col = 0; col < x.cols; col++) sum += x.data[start + col] * x.data[row * x.cols + col]
    return sum
  })
  const limit = products.toSorted()[Math.floor((1 - share) * x.rows)]
  return Uint8Array.from(products, (product) => (product > limit ? 1 : 0))
}

/** A table in which the first `fitted` rows are the fit split; a wrong row is predicted to be of the next class. */
export function tableOf(labels, correct, k, fitted, confidence) {
  return {
    classes: Array.from({ length: k }, (_, c) => `class ${c}`),
    ids: Array.from(labels, (_, row) => `${row}`),
    labels,
    predictions: labels.map((c, row) => (correct[row] ? c : (c + 1) % Math.max(2, k))),
    confidence: confidence ?? new Float64Array(labels.length).fill(Number.NaN),
    splits: Array.from(labels, (_, row) => (row < fitted ? 'val' : 'test')),
  }
}

/** Beta(a, b) from two gamma draws (Marsaglia & Tsang 2000). */
function betaDraw(a, b, random) {
  const x = gammaDraw(a, random)
  return x / (x + gammaDraw(b, random))
}

function gammaDraw(shape, random) {
  if (shape < 1) return gammaDraw(shape + 1, random) * random() ** (1 / shape)
  const d = shape - 1 / 3
  for (;;) {
    const z = normalDraw(random)
    const v = (1 + z / Math.sqrt(9 * d)) ** 3
    if (v > 0 && Math.log(random()) < (z * z) / 2 + d - d * v + d * Math.log(v)) return d * v
  }
}

function unit(vector) {
  const norm = Math.hypot(...vector) || 1
  return vector.map((v) => v / norm)
}
