// Numbers out of SIMD vectors, and into them.

/** Two float32 as two float64. */
export function pair(address: usize): v128 {
  return f64x2.promote_low_f32x4(v128.load64_zero(address))
}

export function sumOfLanes(x: v128): f32 {
  return f32(f64x2.extract_lane(x, 0) + f64x2.extract_lane(x, 1))
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
