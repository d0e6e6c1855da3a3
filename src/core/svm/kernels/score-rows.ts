import type { Matrix } from '../../vectors/matrix.ts'
import { fastest, padTo, startWasm } from './wasm-memory.ts'

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

export interface RowSumsOptions {
  /** Rows of memory to give. */
  roomRows?: number
  /** In float32, twice as fast; only what is left of the mean is kept beside it. */
  isSingle?: boolean
}

/**
 * Gives the sums that decision values are made of: u · u, then u · w for each of the weights, with u = (x - mean) factors.
 * Each sum is that over even columns plus that over odd ones, in ascending order; in float32, each of the two that of every
 * fourth column and its second next.
 */
export interface RowSums {
  /** Numbers from one row of sums to the next. */
  stride: number
  /** float32[rows asked for, d]: what lies here is read where it is, and not copied first. Undefined where that is not so. */
  room: Float32Array | undefined
  /** Of float32[n, d]: [n, stride], in memory that the next call writes anew. */
  of: (x: Matrix) => Float64Array | Float32Array
}

/** The reference. */
export function plainRowSums(
  { mean, factors, weights }: RowWeights,
  { isSingle = false }: RowSumsOptions = {},
): RowSums {
  const Numbers = isSingle ? Float32Array : Float64Array
  const round = isSingle ? Math.fround : (value: number) => value
  const centre = Numbers.from(mean)
  const rest = Numbers.from(mean.map((value, col) => value - centre[col]))
  const scale = Numbers.from(factors)
  const planes = weights.map((own) => Numbers.from(own))
  const u = new Numbers(mean.length)
  const stride = weights.length + 1
  const lanes = isSingle ? 4 : 2
  const dot = (a: ArrayLike<number>, b: ArrayLike<number>) => {
    const sums = [0, 0, 0, 0]
    for (let k = 0; k < a.length; k++) {
      sums[k % lanes] = round(sums[k % lanes] + round(a[k] * b[k]))
    }
    return round(sums[0] + sums[2]) + round(sums[1] + sums[3])
  }
  return {
    stride,
    room: undefined,
    of: ({ data, rows, cols }) => {
      const out = new Numbers(rows * stride)
      for (let row = 0; row < rows; row++) {
        for (let col = 0; col < cols; col++) {
          u[col] = round(round(data[row * cols + col] - centre[col]) - rest[col]) * scale[col]
        }
        out[row * stride] = dot(u, u)
        planes.forEach((own, i) => {
          out[row * stride + i + 1] = dot(u, own)
        })
      }
      return out
    },
  }
}

/** The same in WASM SIMD, in a memory of its own. */
export function wasmRowSums(
  by: RowWeights,
  { roomRows = 0, isSingle = false }: RowSumsOptions = {},
): RowSums {
  const wasm = startWasm()
  const Numbers = isSingle ? Float32Array : Float64Array
  const size = Numbers.BYTES_PER_ELEMENT
  const d = by.mean.length
  const cols = padTo(d, 16 / size)
  const planes = isSingle ? padTo(Math.max(1, by.weights.length), 4) : by.weights.length
  const stride = planes + 1
  const laidOut = isSingle ? oneStream(by, cols) : oneAfterTheOther(by, cols)
  const [byAt, uAt, xAt, outAt, roomAt] = wasm.reserve([
    size * laidOut.length,
    2 * 8 * cols,
    4 * cols * ROWS,
    size * stride * ROWS,
    4 * cols * (roomRows + 1), // the kernel reads two rows at a time
  ])
  const buffer = wasm.buffer()
  new Numbers(buffer, byAt, laidOut.length).set(laidOut)
  const block = new Float32Array(buffer, xAt, cols * ROWS)
  const sums = new Numbers(buffer, outAt, stride * ROWS)
  let out = new Numbers()
  const copy = (data: Float32Array, rows: number) => {
    if (cols === d) return block.set(data)
    for (let i = 0; i < rows; i++) block.set(data.subarray(i * d, (i + 1) * d), i * cols)
  }
  const { scoreRows, scoreRowsSingle } = wasm.exports
  const row = 8 * cols
  const score = (x: number, rows: number) =>
    isSingle
      ? scoreRowsSingle(x, rows, cols, byAt, planes, outAt)
      : scoreRows(x, rows, cols, byAt, byAt + row, byAt + 2 * row, planes, uAt, outAt)
  return {
    stride,
    room: cols === d ? new Float32Array(buffer, roomAt, d * roomRows) : undefined,
    of: ({ data, rows }) => {
      const isHere = data.buffer === buffer
      if (out.length < rows * stride) out = new Numbers(rows * stride)
      for (let row = 0; row < rows; row += ROWS) {
        const count = Math.min(ROWS, rows - row)
        if (!isHere) copy(data.subarray(row * d, (row + count) * d), count)
        score(isHere ? data.byteOffset + 4 * row * d : xAt, padTo(count, 2))
        out.set(sums.subarray(0, count * stride), row * stride)
      }
      return out.subarray(0, rows * stride)
    },
  }
}

/** Mean, factors and weights, float64[2 + weights, cols]. */
function oneAfterTheOther({ mean, factors, weights }: RowWeights, cols: number): Float64Array {
  const out = new Float64Array((2 + weights.length) * cols)
  ;[mean, factors, ...weights].forEach((own, i) => {
    out.set(own, i * cols)
  })
  return out
}

/** As `scoreRowsSingle` reads them, float32[⌈weights / 4⌉, cols / 4, 7, 4]. */
function oneStream({ mean, factors, weights }: RowWeights, cols: number): Float32Array {
  const centre = Float32Array.from(mean)
  const rest = mean.map((value, col) => value - centre[col])
  const out: number[] = []
  for (let i = 0; i === 0 || i < weights.length; i += 4) {
    const rows = [centre, rest, factors, ...[0, 1, 2, 3].map((k) => weights[i + k] ?? [])]
    for (let col = 0; col < cols; col += 4) {
      for (const row of rows) for (let k = col; k < col + 4; k++) out.push(row[k] ?? 0)
    }
  }
  return Float32Array.from(out)
}

/** The fastest that runs here. */
export function rowSums(by: RowWeights, options: RowSumsOptions = {}): RowSums {
  return fastest(
    () => wasmRowSums(by, options),
    () => plainRowSums(by, options),
  )
}
