// Inner products of rows of float64.

import { sumOfLanes } from './lanes.ts'

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
