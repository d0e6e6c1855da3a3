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

/** Unit vectors drawn from a pool: its rows as they are (`rows`), or mixtures of three with noise (`mixed`). */
export function drawVectors(pool, n, kind, random) {
  const { cols } = pool
  const data = new Float32Array(n * cols)
  const rowOf = () => {
    const row = Math.floor(random() * pool.rows)
    return pool.data.subarray(row * cols, (row + 1) * cols)
  }
  for (let row = 0; row < n; row++) {
    if (kind === 'rows') {
      data.set(rowOf(), row * cols)
      continue
    }
    const [a, b, c] = [rowOf(), rowOf(), rowOf()]
    const [s, t, u] = [random(), random(), random()]
    data.set(
      unit(
        Float64Array.from(
          a,
          (v, col) => s * v + t * b[col] + u * c[col] + 0.012 * normalDraw(random),
        ),
      ),
      row * cols,
    )
  }
  return { data, rows: n, cols }
}

/** Shifts the rows of a hidden attribute a little along one direction, new to the pool. */
export function shiftRows(x, hasAttribute, strength, random) {
  const direction = unit(Float64Array.from({ length: x.cols }, () => normalDraw(random)))
  for (let row = 0; row < x.rows; row++) {
    if (!hasAttribute[row]) continue
    const vector = direction.map((v, col) => strength * v + x.data[row * x.cols + col])
    x.data.set(unit(vector), row * x.cols)
  }
}

/** A hidden attribute that the vectors have by nature: the given share of rows nearest to one of them. */
export function nearestShare(x, share, random) {
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
export function tableOf(labels, correct, k, fitted) {
  return {
    classes: Array.from({ length: k }, (_, c) => `class ${c}`),
    ids: Array.from(labels, (_, row) => `${row}`),
    labels,
    predictions: labels.map((c, row) => (correct[row] ? c : (c + 1) % Math.max(2, k))),
    confidence: new Float64Array(labels.length).fill(Number.NaN),
    splits: Array.from(labels, (_, row) => (row < fitted ? 'val' : 'test')),
  }
}

function unit(vector) {
  const norm = Math.hypot(...vector) || 1
  return vector.map((v) => v / norm)
}
