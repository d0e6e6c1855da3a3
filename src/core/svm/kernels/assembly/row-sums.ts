// Sums over rows of float32 as they lie in a file.

import { allFour, both, pair, twoByFour } from './lanes.ts'

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

/**
 * What `scoreRows` gives, in float32, cols a multiple of four. `by` is read as one stream, so that its addresses need no arithmetic: for every
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
