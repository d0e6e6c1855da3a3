// Inner products of rows of float64.

import { both, twoByFour } from './lanes.ts'

/**
 * out[i, j] = a_i · b_j for rowsA (a multiple of 4) and rowsB (a multiple of 2) rows of float64; out is float32.
 * Where a and b are the same rows, the blocks below the diagonal are left out. There is room for eight numbers at sums.
 */
export function products(
  a: usize,
  b: usize,
  rowsA: i32,
  rowsB: i32,
  cols: i32,
  sums: usize,
  out: usize,
): void {
  const row = usize(cols) << 3
  const outRow = usize(rowsB) << 2
  for (let i = 0; i < rowsA; i += 4) {
    for (let j = a === b ? i : 0; j < rowsB; j += 2) {
      twoByFour(b + usize(j) * row, a + usize(i) * row, row, sums, 32)
      let to = out + usize(i) * outRow + (usize(j) << 2)
      for (let at = sums; at < sums + 32; at += 8) {
        store<f32>(to, f32(load<f64>(at)))
        store<f32>(to, f32(load<f64>(at, 32)), 4)
        to += outRow
      }
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
    store<f64>(out, both(sum))
    a += row
    out += 8
  }
}
