// What the optimizer of the SVM does again and again to its scores.

import { pair } from './lanes.ts'

const TINY_CURVATURE: f64 = 1e-12

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
