// AssemblyScript: compiled to WASM by scripts/build-wasm.js, not by tsc. Pointers are byte addresses, lengths count
// numbers and are even. Every function adds and rounds exactly as its twin in plain-kernels.ts.

const TINY_CURVATURE: f64 = 1e-12

/** Two float32 as two float64. */
function pair(address: usize): v128 {
  return f64x2.promote_low_f32x4(v128.load64_zero(address))
}

function sumOfLanes(x: v128): f32 {
  return f32(f64x2.extract_lane(x, 0) + f64x2.extract_lane(x, 1))
}

/**
 * out[i, j] = a_i · b_j for rowsA (a multiple of 4) and rowsB (a multiple of 2) rows of float64; out is float32.
 * Where a and b are the same rows, the blocks below the diagonal are left out.
 */
export function products(a: usize, b: usize, rowsA: i32, rowsB: i32, cols: i32, out: usize): void {
  const row = usize(cols) << 3
  const outRow = usize(rowsB) << 2
  for (let i = 0; i < rowsA; i += 4) {
    for (let j = a === b ? i : 0; j < rowsB; j += 2) {
      block(
        a + usize(i) * row,
        b + usize(j) * row,
        row,
        out + usize(i) * outRow + (usize(j) << 2),
        outRow,
      )
    }
  }
}

/** out[i] = a_i · a_i in float64. */
export function squaredNorms(a: usize, rows: i32, cols: i32, out: usize): void {
  const row = usize(cols) << 3
  for (let i = 0; i < rows; i++) {
    let sum = f64x2.splat(0)
    for (let k: usize = 0; k < row; k += 16) {
      const x = v128.load(a + k)
      sum = f64x2.add(sum, f64x2.mul(x, x))
    }
    store<f64>(out, f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1))
    a += row
    out += 8
  }
}

/** Four rows times two rows, all eight sums held in registers. */
function block(a: usize, b: usize, row: usize, out: usize, outRow: usize): void {
  let s00 = f64x2.splat(0)
  let s01 = f64x2.splat(0)
  let s10 = f64x2.splat(0)
  let s11 = f64x2.splat(0)
  let s20 = f64x2.splat(0)
  let s21 = f64x2.splat(0)
  let s30 = f64x2.splat(0)
  let s31 = f64x2.splat(0)
  const a1 = a + row
  const a2 = a1 + row
  const a3 = a2 + row
  const b1 = b + row
  for (let k: usize = 0; k < row; k += 16) {
    const y0 = v128.load(b + k)
    const y1 = v128.load(b1 + k)
    let x = v128.load(a + k)
    s00 = f64x2.add(s00, f64x2.mul(x, y0))
    s01 = f64x2.add(s01, f64x2.mul(x, y1))
    x = v128.load(a1 + k)
    s10 = f64x2.add(s10, f64x2.mul(x, y0))
    s11 = f64x2.add(s11, f64x2.mul(x, y1))
    x = v128.load(a2 + k)
    s20 = f64x2.add(s20, f64x2.mul(x, y0))
    s21 = f64x2.add(s21, f64x2.mul(x, y1))
    x = v128.load(a3 + k)
    s30 = f64x2.add(s30, f64x2.mul(x, y0))
    s31 = f64x2.add(s31, f64x2.mul(x, y1))
  }
  store<f32>(out, sumOfLanes(s00))
  store<f32>(out, sumOfLanes(s01), 4)
  out += outRow
  store<f32>(out, sumOfLanes(s10))
  store<f32>(out, sumOfLanes(s11), 4)
  out += outRow
  store<f32>(out, sumOfLanes(s20))
  store<f32>(out, sumOfLanes(s21), 4)
  out += outRow
  store<f32>(out, sumOfLanes(s30))
  store<f32>(out, sumOfLanes(s31), 4)
}

/** scores -= rowI u + rowJ v; extremes = the highest score that may go up, the lowest that may go down. */
export function step(
  scores: usize,
  up: usize,
  low: usize,
  rowI: usize,
  rowJ: usize,
  extremes: usize,
  n: i32,
  u: f64,
  v: f64,
): void {
  const uu = f64x2.splat(u)
  const vv = f64x2.splat(v)
  let highest = f64x2.splat(-Infinity)
  let lowest = f64x2.splat(Infinity)
  const end = usize(n) << 3
  for (let k: usize = 0; k < end; k += 16) {
    const half = k >> 1
    const change = f64x2.add(f64x2.mul(pair(rowI + half), uu), f64x2.mul(pair(rowJ + half), vv))
    const score = f64x2.sub(v128.load(scores + k), change)
    v128.store(scores + k, score)
    highest = f64x2.pmax(highest, f64x2.add(score, v128.load(up + k)))
    lowest = f64x2.pmin(lowest, f64x2.add(score, v128.load(low + k)))
  }
  const high0 = f64x2.extract_lane(highest, 0)
  const high1 = f64x2.extract_lane(highest, 1)
  const low0 = f64x2.extract_lane(lowest, 0)
  const low1 = f64x2.extract_lane(lowest, 1)
  store<f64>(extremes, max(high0, high1))
  store<f64>(extremes, min(low0, low1), 8)
}

/** The last row in the solver's order among those that may go up with this score; -1 if none. */
export function lastUp(scores: usize, up: usize, position: usize, n: i32, score: f64): i32 {
  const wanted = f64x2.splat(score)
  let last = -1
  let lastPosition = -1
  for (let k = 0; k < n; k += 2) {
    const at = usize(k) << 3
    const found = f64x2.eq(f64x2.add(v128.load(scores + at), v128.load(up + at)), wanted)
    if (!v128.any_true(found)) continue
    for (let lane = k; lane < k + 2; lane++) {
      const here = usize(lane) << 3
      const place = load<i32>(position + (usize(lane) << 2))
      if (load<f64>(scores + here) + load<f64>(up + here) === score && place > lastPosition) {
        last = lane
        lastPosition = place
      }
    }
  }
  return last
}

/** The row with the largest second-order gain beside row i, the last one in the solver's order; -1 if none. */
export function partner(
  scores: usize,
  low: usize,
  diagonal: usize,
  rowI: usize,
  position: usize,
  n: i32,
  highest: f64,
  diagonalI: f64,
): i32 {
  const high = f64x2.splat(highest)
  const own = f64x2.splat(diagonalI)
  const zero = f64x2.splat(0)
  const tiny = f64x2.splat(TINY_CURVATURE)
  let best = -1
  let bestGain: f64 = 0
  let bestPosition = -1
  // Products are compared with a little slack first: a division is needed for the few that may win only.
  let floor = f64x2.splat(0)
  const end = usize(n) << 3
  for (let k: usize = 0; k < end; k += 16) {
    const kernel = pair(rowI + (k >> 1))
    const gap = f64x2.sub(high, f64x2.add(v128.load(scores + k), v128.load(low + k)))
    const raw = f64x2.sub(f64x2.add(own, v128.load(diagonal + k)), f64x2.add(kernel, kernel))
    const curvature = v128.bitselect(raw, tiny, f64x2.gt(raw, zero))
    const square = f64x2.mul(gap, gap)
    const mayWin = v128.and(f64x2.gt(gap, zero), f64x2.ge(square, f64x2.mul(floor, curvature)))
    if (!v128.any_true(mayWin)) continue
    const gains = f64x2.div(square, curvature)
    for (let lane = 0; lane < 2; lane++) {
      const row = i32(k >> 3) + lane
      const isOpen = (lane === 0 ? f64x2.extract_lane(gap, 0) : f64x2.extract_lane(gap, 1)) > 0
      const gain = lane === 0 ? f64x2.extract_lane(gains, 0) : f64x2.extract_lane(gains, 1)
      const place = load<i32>(position + (usize(row) << 2))
      if (isOpen && (gain > bestGain || (gain === bestGain && place > bestPosition))) {
        best = row
        bestGain = gain
        bestPosition = place
        floor = f64x2.splat(gain * (1 - 1e-15))
      }
    }
  }
  return best
}

/** target -= rowI c. */
export function subtractRow(target: usize, rowI: usize, n: i32, c: f64): void {
  const factor = f64x2.splat(c)
  const end = usize(n) << 3
  for (let k: usize = 0; k < end; k += 16) {
    const change = f64x2.mul(pair(rowI + (k >> 1)), factor)
    v128.store(target + k, f64x2.sub(v128.load(target + k), change))
  }
}

/**
 * Of each row of float32, u = (x - mean) factors in float64: u · u, then u · w for each row of weights, to out, planes + 1
 * numbers a row. Rows come in twos; there is room for two rows at u.
 */
export function scoreRows(
  x: usize,
  rows: i32,
  cols: i32,
  mean: usize,
  factors: usize,
  weights: usize,
  planes: i32,
  u: usize,
  out: usize,
): void {
  const row = usize(cols) << 3
  const outRow = usize(planes + 1) << 3
  for (let r = 0; r < rows; r += 2) {
    let s0 = f64x2.splat(0)
    let s1 = f64x2.splat(0)
    const x1 = x + (row >> 1)
    for (let k: usize = 0; k < row; k += 16) {
      const centre = v128.load(mean + k)
      const factor = v128.load(factors + k)
      const u0 = f64x2.mul(f64x2.sub(pair(x + (k >> 1)), centre), factor)
      const u1 = f64x2.mul(f64x2.sub(pair(x1 + (k >> 1)), centre), factor)
      v128.store(u + k, u0)
      v128.store(u + row + k, u1)
      s0 = f64x2.add(s0, f64x2.mul(u0, u0))
      s1 = f64x2.add(s1, f64x2.mul(u1, u1))
    }
    store<f64>(out, both(s0))
    store<f64>(out + outRow, both(s1))
    let i = 0
    for (; i + 4 <= planes; i += 4) {
      twoByFour(u, weights + usize(i) * row, row, out + 8 + (usize(i) << 3), outRow)
    }
    for (; i < planes; i++) {
      twoByOne(u, weights + usize(i) * row, row, out + 8 + (usize(i) << 3), outRow)
    }
    x += row
    out += 2 * outRow
  }
}

/** Two rows times four rows of weights, all eight sums held in registers. */
function twoByFour(u: usize, w: usize, row: usize, out: usize, outRow: usize): void {
  let s00 = f64x2.splat(0)
  let s01 = f64x2.splat(0)
  let s02 = f64x2.splat(0)
  let s03 = f64x2.splat(0)
  let s10 = f64x2.splat(0)
  let s11 = f64x2.splat(0)
  let s12 = f64x2.splat(0)
  let s13 = f64x2.splat(0)
  const u1 = u + row
  const w1 = w + row
  const w2 = w1 + row
  const w3 = w2 + row
  for (let k: usize = 0; k < row; k += 16) {
    const a = v128.load(u + k)
    const b = v128.load(u1 + k)
    let y = v128.load(w + k)
    s00 = f64x2.add(s00, f64x2.mul(a, y))
    s10 = f64x2.add(s10, f64x2.mul(b, y))
    y = v128.load(w1 + k)
    s01 = f64x2.add(s01, f64x2.mul(a, y))
    s11 = f64x2.add(s11, f64x2.mul(b, y))
    y = v128.load(w2 + k)
    s02 = f64x2.add(s02, f64x2.mul(a, y))
    s12 = f64x2.add(s12, f64x2.mul(b, y))
    y = v128.load(w3 + k)
    s03 = f64x2.add(s03, f64x2.mul(a, y))
    s13 = f64x2.add(s13, f64x2.mul(b, y))
  }
  store<f64>(out, both(s00))
  store<f64>(out, both(s01), 8)
  store<f64>(out, both(s02), 16)
  store<f64>(out, both(s03), 24)
  out += outRow
  store<f64>(out, both(s10))
  store<f64>(out, both(s11), 8)
  store<f64>(out, both(s12), 16)
  store<f64>(out, both(s13), 24)
}

/** Two rows times one row of weights. */
function twoByOne(u: usize, w: usize, row: usize, out: usize, outRow: usize): void {
  let s0 = f64x2.splat(0)
  let s1 = f64x2.splat(0)
  const u1 = u + row
  for (let k: usize = 0; k < row; k += 16) {
    const y = v128.load(w + k)
    s0 = f64x2.add(s0, f64x2.mul(v128.load(u + k), y))
    s1 = f64x2.add(s1, f64x2.mul(v128.load(u1 + k), y))
  }
  store<f64>(out, both(s0))
  store<f64>(out + outRow, both(s1))
}

/** sums += (a + b) + (c + d) for every four rows of float32, in float64. */
export function addRows(x: usize, rows: i32, cols: i32, sums: usize): void {
  const row = usize(cols) << 2
  for (let r = 0; r < rows; r += 4) {
    const x1 = x + row
    const x2 = x1 + row
    const x3 = x2 + row
    for (let k: usize = 0; k < row; k += 8) {
      const two = f64x2.add(pair(x + k), pair(x1 + k))
      const others = f64x2.add(pair(x2 + k), pair(x3 + k))
      const at = sums + (k << 1)
      v128.store(at, f64x2.add(v128.load(at), f64x2.add(two, others)))
    }
    x += row << 2
  }
}

/** Sum of both lanes. */
function both(x: v128): f64 {
  return f64x2.extract_lane(x, 0) + f64x2.extract_lane(x, 1)
}

/**
 * The same in float32, cols a multiple of four. `by` is read as one stream, so that its addresses need no arithmetic: for every
 * four weights and every four columns the mean, what float32 has lost of it, the factors, and the weights, four numbers each.
 */
export function scoreRowsSingle(
  x: usize,
  rows: i32,
  cols: i32,
  by: usize,
  planes: i32,
  out: usize,
): void {
  const row = usize(cols) << 2
  const outRow = usize(planes + 1) << 2
  for (let r = 0; r < rows; r += 2) {
    for (let i = 0; i < planes; i += 4) {
      twoByFourSingle(x, row, by + usize(i / 4) * 7 * row, out, usize(i) << 2, outRow)
    }
    x += 2 * row
    out += 2 * outRow
  }
}

/** Two rows times themselves and four rows of weights. The reads have fixed distances. */
function twoByFourSingle(
  x: usize,
  row: usize,
  by: usize,
  out: usize,
  plane: usize,
  outRow: usize,
): void {
  let s0 = f32x4.splat(0)
  let s1 = f32x4.splat(0)
  let s00 = f32x4.splat(0)
  let s01 = f32x4.splat(0)
  let s02 = f32x4.splat(0)
  let s03 = f32x4.splat(0)
  let s10 = f32x4.splat(0)
  let s11 = f32x4.splat(0)
  let s12 = f32x4.splat(0)
  let s13 = f32x4.splat(0)
  let x1 = x + row
  const end = x1
  for (; x < end; x += 16) {
    let y = v128.load(by)
    const z = v128.load(by, 16)
    let a = f32x4.sub(f32x4.sub(v128.load(x), y), z)
    let b = f32x4.sub(f32x4.sub(v128.load(x1), y), z)
    y = v128.load(by, 32)
    a = f32x4.mul(a, y)
    b = f32x4.mul(b, y)
    s0 = f32x4.add(s0, f32x4.mul(a, a))
    s1 = f32x4.add(s1, f32x4.mul(b, b))
    y = v128.load(by, 48)
    s00 = f32x4.add(s00, f32x4.mul(a, y))
    s10 = f32x4.add(s10, f32x4.mul(b, y))
    y = v128.load(by, 64)
    s01 = f32x4.add(s01, f32x4.mul(a, y))
    s11 = f32x4.add(s11, f32x4.mul(b, y))
    y = v128.load(by, 80)
    s02 = f32x4.add(s02, f32x4.mul(a, y))
    s12 = f32x4.add(s12, f32x4.mul(b, y))
    y = v128.load(by, 96)
    s03 = f32x4.add(s03, f32x4.mul(a, y))
    s13 = f32x4.add(s13, f32x4.mul(b, y))
    x1 += 16
    by += 112
  }
  storeSums(out, plane, s0, s00, s01, s02, s03)
  storeSums(out + outRow, plane, s1, s10, s11, s12, s13)
}

function storeSums(
  out: usize,
  plane: usize,
  own: v128,
  s0: v128,
  s1: v128,
  s2: v128,
  s3: v128,
): void {
  store<f32>(out, allFour(own))
  out += plane
  store<f32>(out, allFour(s0), 4)
  store<f32>(out, allFour(s1), 8)
  store<f32>(out, allFour(s2), 12)
  store<f32>(out, allFour(s3), 16)
}

/** Sum of all lanes: of the even and of the odd ones, then of both. */
function allFour(x: v128): f32 {
  return (
    f32x4.extract_lane(x, 0) +
    f32x4.extract_lane(x, 2) +
    (f32x4.extract_lane(x, 1) + f32x4.extract_lane(x, 3))
  )
}

/** Terms that are summed before a sum is written back: so many rows of b stay in the caches. */
const CHUNK: i32 = 64

/**
 * out[i, j] += factor Σ_k a(i, k) b[k, j] in float64, for m rows and n columns (multiples of 4) and any number of terms.
 * a(i, k) stands at a + i stepI + k stepK, so that a transposed matrix needs no copy. With `isUpper`, blocks below the
 * diagonal are left out.
 */
export function multiplyAdd(
  a: usize,
  stepI: usize,
  stepK: usize,
  b: usize,
  rowB: usize,
  out: usize,
  outRow: usize,
  m: i32,
  n: i32,
  terms: i32,
  factor: f64,
  isUpper: i32,
): void {
  for (let k = 0; k < terms; k += CHUNK) {
    const chunk = min(CHUNK, terms - k)
    for (let i = 0; i < m; i += 4) {
      const ai = a + usize(i) * stepI
      const outI = out + usize(i) * outRow
      for (let j = isUpper ? i : 0; j < n; j += 4) {
        const at = usize(j) << 3
        addBlock(ai, stepI, stepK, b + at, rowB, outI + at, outRow, chunk, factor)
      }
    }
    a += usize(CHUNK) * stepK
    b += usize(CHUNK) * rowB
  }
}

/** Four rows of a times four columns of b, all sixteen sums held in registers. */
function addBlock(
  a: usize,
  stepI: usize,
  stepK: usize,
  b: usize,
  rowB: usize,
  out: usize,
  outRow: usize,
  terms: i32,
  factor: f64,
): void {
  let s00 = f64x2.splat(0)
  let s01 = f64x2.splat(0)
  let s10 = f64x2.splat(0)
  let s11 = f64x2.splat(0)
  let s20 = f64x2.splat(0)
  let s21 = f64x2.splat(0)
  let s30 = f64x2.splat(0)
  let s31 = f64x2.splat(0)
  let a1 = a + stepI
  let a2 = a1 + stepI
  let a3 = a2 + stepI
  for (let k = 0; k < terms; k++) {
    const y0 = v128.load(b)
    const y1 = v128.load(b, 16)
    let x = v128.load64_splat(a)
    s00 = f64x2.add(s00, f64x2.mul(x, y0))
    s01 = f64x2.add(s01, f64x2.mul(x, y1))
    x = v128.load64_splat(a1)
    s10 = f64x2.add(s10, f64x2.mul(x, y0))
    s11 = f64x2.add(s11, f64x2.mul(x, y1))
    x = v128.load64_splat(a2)
    s20 = f64x2.add(s20, f64x2.mul(x, y0))
    s21 = f64x2.add(s21, f64x2.mul(x, y1))
    x = v128.load64_splat(a3)
    s30 = f64x2.add(s30, f64x2.mul(x, y0))
    s31 = f64x2.add(s31, f64x2.mul(x, y1))
    a += stepK
    a1 += stepK
    a2 += stepK
    a3 += stepK
    b += rowB
  }
  const scale = f64x2.splat(factor)
  addScaled(out, s00, scale)
  addScaled(out + 16, s01, scale)
  addScaled(out + outRow, s10, scale)
  addScaled(out + outRow + 16, s11, scale)
  addScaled(out + 2 * outRow, s20, scale)
  addScaled(out + 2 * outRow + 16, s21, scale)
  addScaled(out + 3 * outRow, s30, scale)
  addScaled(out + 3 * outRow + 16, s31, scale)
}

function addScaled(out: usize, sum: v128, scale: v128): void {
  v128.store(out, f64x2.add(v128.load(out), f64x2.mul(sum, scale)))
}

/** target[k] -= source[k] c for columns from an even one to n, which is even. */
function subtractColumns(target: usize, source: usize, from: i32, n: i32, c: f64): void {
  const factor = f64x2.splat(c)
  const end = usize(n) << 3
  for (let k = usize(from) << 3; k < end; k += 16) {
    const change = f64x2.mul(v128.load(source + k), factor)
    v128.store(target + k, f64x2.sub(v128.load(target + k), change))
  }
}

/** Rows first to last - 1 of the upper Cholesky factor in place, the rows above already taken off. */
export function factorRows(a: usize, row: usize, first: i32, last: i32, n: i32): void {
  for (let i = first; i < last; i++) {
    const rowI = a + usize(i) * row
    for (let k = first; k < i; k++) {
      const rowK = a + usize(k) * row
      subtractColumns(rowI, rowK, i & ~1, n, load<f64>(rowK + (usize(i) << 3)))
    }
    const pivot = sqrt(load<f64>(rowI + (usize(i) << 3)))
    for (let col = i; col < n; col++) {
      const at = rowI + (usize(col) << 3)
      store<f64>(at, load<f64>(at) / pivot)
    }
  }
}

/** Rows first to last - 1 of the inverse w of an upper factor u, from the last up, the rows below already taken off. */
export function invertRows(u: usize, w: usize, row: usize, first: i32, last: i32, n: i32): void {
  for (let i = last - 1; i >= first; i--) {
    const rowU = u + usize(i) * row
    const rowW = w + usize(i) * row
    for (let k = i + 1; k < last; k++) {
      subtractColumns(rowW, w + usize(k) * row, k & ~1, n, load<f64>(rowU + (usize(k) << 3)))
    }
    const pivot = load<f64>(rowU + (usize(i) << 3))
    for (let col = i; col < n; col++) {
      const at = rowW + (usize(col) << 3)
      store<f64>(at, load<f64>(at) / pivot)
    }
  }
}
