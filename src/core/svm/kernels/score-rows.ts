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
 * Gives the sums that decision values are made of: u · u, then u · w for each of the weights, with u = (x - mean) factors.
 * Each sum is that over even columns plus that over odd ones, in ascending order.
 */
export interface RowSums {
  /** Numbers from one row of sums to the next. */
  stride: number
  /** float32[rows asked for, d]: what lies here is read where it is, and not copied first. Undefined where that is not so. */
  room: Float32Array | undefined
  /** Of float32[n, d]: float64[n, stride], in memory that the next call writes anew. */
  of: (x: Matrix) => Float64Array
}

/** The reference. */
export function plainRowSums({ mean, factors, weights }: RowWeights): RowSums {
  const u = new Float64Array(mean.length)
  const stride = weights.length + 1
  return {
    stride,
    room: undefined,
    of: ({ data, rows, cols }) => {
      const out = new Float64Array(rows * stride)
      for (let row = 0; row < rows; row++) {
        for (let col = 0; col < cols; col++) {
          u[col] = (data[row * cols + col] - mean[col]) * factors[col]
        }
        out[row * stride] = dot(u, u)
        weights.forEach((own, i) => {
          out[row * stride + i + 1] = dot(u, own)
        })
      }
      return out
    },
  }
}

function dot(a: Float64Array, b: Float64Array): number {
  const sums = [0, 0]
  for (let k = 0; k < a.length; k++) sums[k & 1] += a[k] * b[k]
  return sums[0] + sums[1]
}

/** The same in WASM SIMD, in a memory of its own. */
export function wasmRowSums({ mean, factors, weights }: RowWeights, roomRows = 0): RowSums {
  const wasm = startWasm()
  const d = mean.length
  const cols = padTo(d, 2)
  const planes = weights.length
  const stride = planes + 1
  const [meanAt, factorsAt, weightsAt, uAt, xAt, outAt, roomAt] = wasm.reserve([
    8 * cols,
    8 * cols,
    8 * cols * planes,
    2 * 8 * cols,
    4 * cols * ROWS,
    8 * stride * ROWS,
    4 * cols * (roomRows + 1), // the kernel reads two rows at a time
  ])
  const buffer = wasm.buffer()
  new Float64Array(buffer, meanAt, d).set(mean)
  new Float64Array(buffer, factorsAt, d).set(factors)
  weights.forEach((own, i) => {
    new Float64Array(buffer, weightsAt + 8 * cols * i, d).set(own)
  })
  const block = new Float32Array(buffer, xAt, cols * ROWS)
  const sums = new Float64Array(buffer, outAt, stride * ROWS)
  let out = new Float64Array()
  const copy = (data: Float32Array, rows: number) => {
    if (cols === d) return block.set(data)
    for (let i = 0; i < rows; i++) block.set(data.subarray(i * d, (i + 1) * d), i * cols)
  }
  return {
    stride,
    room: cols === d ? new Float32Array(buffer, roomAt, d * roomRows) : undefined,
    of: ({ data, rows }) => {
      const isHere = data.buffer === buffer
      if (out.length < rows * stride) out = new Float64Array(rows * stride)
      for (let row = 0; row < rows; row += ROWS) {
        const count = Math.min(ROWS, rows - row)
        if (!isHere) copy(data.subarray(row * d, (row + count) * d), count)
        wasm.exports.scoreRows(
          isHere ? data.byteOffset + 4 * row * d : xAt,
          padTo(count, 2),
          cols,
          meanAt,
          factorsAt,
          weightsAt,
          planes,
          uAt,
          outAt,
        )
        out.set(sums.subarray(0, count * stride), row * stride)
      }
      return out.subarray(0, rows * stride)
    },
  }
}

/** The fastest that runs here. */
export function rowSums(by: RowWeights, roomRows = 0): RowSums {
  try {
    return wasmRowSums(by, roomRows)
  } catch {
    // No SIMD, or a page whose policy forbids WASM: same numbers, several times slower.
    return plainRowSums(by)
  }
}
