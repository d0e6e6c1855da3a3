import type { Matrix } from '../../vectors/matrix.ts'
import { padTo, startWasm } from './wasm-memory.ts'

/** Rows that are scored at once: they and their sums stay in a second-level cache. */
const ROWS = 64

/** What rows are scored by. */
export interface RowWeights {
  /** float64[d]. */
  mean: Float64Array
  /** float64[d]. */
  factors: Float64Array
  /** float64[d] each. */
  weights: readonly Float64Array[]
}

/**
 * Gives the sums that decision values are made of, of any rows: u · u, then u · w for each of the weights, with
 * u = (x - mean) factors. Each sum is that over even columns plus that over odd ones, in ascending order.
 *
 * @returns A function of float32[n, d] that gives float64[n, weights + 1] in memory that its next call writes anew.
 */
export type RowSums = (x: Matrix) => Float64Array

/** The reference. */
export function plainRowSums({ mean, factors, weights }: RowWeights): RowSums {
  const u = new Float64Array(mean.length)
  return ({ data, rows, cols }) => {
    const out = new Float64Array(rows * (weights.length + 1))
    let at = 0
    for (let row = 0; row < rows; row++) {
      for (let col = 0; col < cols; col++) {
        u[col] = (data[row * cols + col] - mean[col]) * factors[col]
      }
      out[at++] = dot(u, u)
      for (const own of weights) out[at++] = dot(u, own)
    }
    return out
  }
}

function dot(a: Float64Array, b: Float64Array): number {
  const sums = [0, 0]
  for (let k = 0; k < a.length; k++) sums[k & 1] += a[k] * b[k]
  return sums[0] + sums[1]
}

/** The same in WASM SIMD, in a memory of its own. */
export function wasmRowSums({ mean, factors, weights }: RowWeights): RowSums {
  const wasm = startWasm()
  const d = mean.length
  const padded = padTo(d, 2)
  const width = weights.length + 1
  const [meanAt, factorsAt, weightsAt, uAt, xAt, outAt] = wasm.reserve([
    8 * padded,
    8 * padded,
    8 * padded * weights.length,
    8 * padded,
    4 * padded * ROWS,
    8 * width * ROWS,
  ])
  const buffer = wasm.buffer()
  new Float64Array(buffer, meanAt, d).set(mean)
  new Float64Array(buffer, factorsAt, d).set(factors)
  weights.forEach((own, i) => {
    new Float64Array(buffer, weightsAt + 8 * padded * i, d).set(own)
  })
  const x = new Float32Array(buffer, xAt, padded * ROWS)
  const sums = new Float64Array(buffer, outAt, width * ROWS)
  let out = new Float64Array()
  return ({ data, rows }) => {
    if (out.length < rows * width) out = new Float64Array(rows * width)
    for (let row = 0; row < rows; row += ROWS) {
      const count = Math.min(ROWS, rows - row)
      if (padded === d) x.set(data.subarray(row * d, (row + count) * d))
      else {
        for (let i = 0; i < count; i++) {
          x.set(data.subarray((row + i) * d, (row + i + 1) * d), i * padded)
        }
      }
      wasm.exports.scoreRows(
        xAt,
        count,
        padded,
        meanAt,
        factorsAt,
        weightsAt,
        weights.length,
        uAt,
        outAt,
      )
      out.set(sums.subarray(0, count * width), row * width)
    }
    return out.subarray(0, rows * width)
  }
}

/** The fastest that runs here. */
export function rowSums(by: RowWeights): RowSums {
  try {
    return wasmRowSums(by)
  } catch {
    // No SIMD, or a page whose policy forbids WASM: same numbers, several times slower.
    return plainRowSums(by)
  }
}
