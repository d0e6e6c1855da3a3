// Numbers out of SIMD vectors, and into them; inner products of a few rows.

/** Two float32 as two float64. */
export function pair(address: usize): v128 {
  return f64x2.promote_low_f32x4(v128.load64_zero(address))
}

/** Sum of both lanes. */
export function both(x: v128): f64 {
  return f64x2.extract_lane(x, 0) + f64x2.extract_lane(x, 1)
}

/** Sum of all lanes: of the even and of the odd ones, then of both. */
export function allFour(x: v128): f32 {
  return (
    f32x4.extract_lane(x, 0) +
    f32x4.extract_lane(x, 2) +
    (f32x4.extract_lane(x, 1) + f32x4.extract_lane(x, 3))
  )
}

/** out[i, j] = u_i · w_j for two rows of u and four of w, all eight sums held in registers. */
export function twoByFour(u: usize, w: usize, row: usize, out: usize, outRow: usize): void {
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
