import type { Random } from './random.ts'

/** The nearest rows of each row, k of them, nearest first; a row may be among its own. */
export interface Neighbours {
  k: number
  /** int32[n, k]. */
  rows: Int32Array
  /** float64[n, k]. */
  distances: Float64Array
}

/**
 * Closeness of two points on the map at distance d is 1 / (1 + CURVE d²): UMAP's curve for a least distance of 0.35 and a spread
 * of 1.5, its exponent taken as 2, which spares every step a power: of these, the one of least squares.
 */
const CURVE = 0.5248
/** Passes over all pairs of neighbours. */
const EPOCHS = 100
/** Points that each step pushes away, drawn at random. */
const PUSHED = 5
/** The map as it begins is so many units wide on either side. */
const REACH = 10
/** A point moves by no more than this at a time. */
const LONGEST = 4

/**
 * Lays rows out on a plane so that neighbours stay neighbours: neighbours pull each other, rows at random push.
 *
 * Costs O(n k) for each of 100 passes.
 *
 * @param points - float64[n, 2], where each row begins, as the first two principal axes; moved in place.
 * @param onEpoch - Told what share is done, and waited for.
 * @see McInnes et al. 2018, "UMAP: Uniform Manifold Approximation and Projection", section 4.
 */
export async function umap(
  near: Neighbours,
  points: Float64Array,
  random: Random,
  onEpoch: (share: number) => Promise<void>,
): Promise<void> {
  const n = points.length / 2
  const reach = points.reduce((most, value) => Math.max(most, Math.abs(value)), 1e-9)
  // Equal rows begin beside each other, or nothing would part them.
  for (let i = 0; i < 2 * n; i++) points[i] = (REACH * points[i]) / reach + 1e-3 * (random() - 0.5)
  const { from, to, every } = edgesOf(near)
  const next = every.slice()
  let pace = 1
  const move = (a: number, b: number, force: number, ofBoth: boolean) => {
    for (let axis = 0; axis < 2; axis++) {
      const way = force * (points[a + axis] - points[b + axis])
      const step = Math.max(-LONGEST, Math.min(LONGEST, way))
      points[a + axis] += step * pace
      if (ofBoth) points[b + axis] -= step * pace
    }
  }
  for (let epoch = 0; epoch < EPOCHS; epoch++) {
    pace = 1 - epoch / EPOCHS
    for (let edge = 0; edge < from.length; edge++) {
      if (next[edge] > epoch) continue
      next[edge] += every[edge]
      const a = 2 * from[edge]
      const b = 2 * to[edge]
      move(a, b, (-2 * CURVE) / (1 + CURVE * squareOf(points, a, b)), true)
      for (let pushed = 0; pushed < PUSHED; pushed++) {
        const other = 2 * Math.floor(random() * n)
        const square = squareOf(points, a, other)
        if (square > 0) move(a, other, 2 / ((1e-3 + square) * (1 + CURVE * square)), false)
      }
    }
    await onEpoch(epoch / EPOCHS)
  }
}

function squareOf(points: Float64Array, a: number, b: number): number {
  const x = points[a] - points[b]
  const y = points[a + 1] - points[b + 1]
  return x * x + y * y
}

/** Pairs of neighbours, each in both directions, and in how many epochs each pulls once. */
function edgesOf(near: Neighbours) {
  const { k, rows } = near
  const n = rows.length / k
  const weights = new Float64Array(n * k)
  for (let row = 0; row < n; row++) weigh(near, row, weights)
  const from: number[] = []
  const to: number[] = []
  const pulls: number[] = []
  for (let row = 0; row < n; row++) {
    for (let at = row * k; at < (row + 1) * k; at++) {
      const other = rows[at]
      const back = rows.subarray(other * k, (other + 1) * k).indexOf(row)
      if (back >= 0 && other < row) continue
      const [w, v] = [weights[at], back < 0 ? 0 : weights[other * k + back]]
      const pull = w + v - w * v
      if (pull === 0) continue // a row itself, or too far to count
      from.push(row, other)
      to.push(other, row)
      pulls.push(pull, pull)
    }
  }
  const most = pulls.reduce((a, b) => Math.max(a, b), 0)
  return { from, to, every: Float64Array.from(pulls, (pull) => most / pull) }
}

/**
 * How strongly a row is tied to each of its neighbours: 1 to the nearest, less from there on, so that they sum to log2 k
 * whether the row lies among many or alone.
 */
function weigh({ k, rows, distances }: Neighbours, row: number, weights: Float64Array): void {
  const places = Array.from({ length: k }, (_, i) => row * k + i).filter((at) => rows[at] !== row)
  const nearest = places.reduce(
    (least, at) => (distances[at] > 0 ? Math.min(least, distances[at]) : least),
    Number.POSITIVE_INFINITY,
  )
  const tie = (at: number, width: number) =>
    distances[at] <= nearest ? 1 : Math.exp((nearest - distances[at]) / width)
  let [low, high, width] = [0, Number.POSITIVE_INFINITY, 1]
  for (let i = 0; i < 64; i++) {
    const sum = places.reduce((total, at) => total + tie(at, width), 0)
    if (Math.abs(sum - Math.log2(k)) < 1e-5) break
    if (sum > Math.log2(k)) high = width
    else low = width
    width = high === Number.POSITIVE_INFINITY ? 2 * width : (low + high) / 2
  }
  for (const at of places) weights[at] = tie(at, Math.max(width, 1e-12))
}
