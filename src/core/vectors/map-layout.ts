import { type Matrix, matrixRow, takeRows } from './matrix.ts'
import { randomSource, shuffled } from './random.ts'
import { umap } from './umap.ts'

/** Rows that UMAP itself places; the rest is put beside its nearest placed rows. */
export const MAP_SAMPLE = 3000
const NEIGHBOURS = 12

/**
 * A two-dimensional map of vectors on which neighbours stay neighbours. UMAP lays out a seeded sample, each further row is
 * put at the mean of its nearest sampled rows, which are looked for in the few cells of rows around it. Axes have no unit and no meaning.
 *
 * @param x - Few-dimensional vectors, float32[n, d]: principal coordinates.
 * @param onProgress - Told after each epoch and each thousand rows, and waited for.
 * @returns float32[n, 2] in -1..1.
 * @see McInnes et al. 2018, "UMAP: Uniform Manifold Approximation and Projection", section 3.
 */
export async function mapLayout(
  x: Matrix,
  seed: number,
  onProgress?: (done: number, total: number) => Promise<void>,
): Promise<Float32Array> {
  const all = Int32Array.from({ length: x.rows }, (_, row) => row)
  const sample =
    x.rows <= MAP_SAMPLE
      ? all
      : shuffled(all, randomSource(seed, 'map-sample')).slice(0, MAP_SAMPLE).sort()
  const out = new Float32Array(x.rows * 2)
  if (x.rows < 4) {
    for (let row = 0; row < x.rows; row++) out[row * 2] = row - (x.rows - 1) / 2
    return out
  }
  const placed = takeRows(x, sample)
  const total = x.rows + sample.length
  const points = await layOutSample(placed, seed, async (share) =>
    onProgress?.(share * sample.length, total),
  )
  fitToWidth(points)
  sample.forEach((row, i) => {
    out.set(points[i] ?? [0, 0], row * 2)
  })
  if (sample.length === x.rows) return out
  const cells = cellsOf(placed)
  const isPlaced = new Uint8Array(x.rows)
  for (const row of sample) isPlaced[row] = 1
  for (let row = 0; row < x.rows; row++) {
    if (isPlaced[row] === 0)
      out.set(besideNearest(matrixRow(x, row), placed, cells, points), row * 2)
    if (row % 1000 === 0) await onProgress?.(sample.length + row, total)
  }
  return out
}

async function layOutSample(
  x: Matrix,
  seed: number,
  onEpoch: (share: number) => Promise<void>,
): Promise<number[][]> {
  const k = Math.min(NEIGHBOURS, x.rows - 1)
  const rows = new Int32Array(x.rows * k)
  const distances = new Float64Array(x.rows * k)
  const points = new Float64Array(x.rows * 2)
  for (let row = 0; row < x.rows; row++) {
    const point = matrixRow(x, row)
    const near = nearest(x, point, k)
    rows.set(near.rows, row * k)
    distances.set(near.distances, row * k)
    points.set(point.subarray(0, 2), row * 2)
  }
  await umap({ k, rows, distances }, points, randomSource(seed, 'umap'), onEpoch)
  return Array.from({ length: x.rows }, (_, row) => [...points.subarray(2 * row, 2 * row + 2)])
}

/** Rows of which one is kept as the middle of each cell. */
const ROWS_A_CELL = 50
/** Cells that are searched, the nearest middles first. */
const CELLS_SEARCHED = 4

interface Cells {
  middles: Matrix
  /** The rows nearest to each middle. */
  members: number[][]
}

/** Parts rows by the nearest of a few of them, so that a search looks at a few cells and not at all rows. */
function cellsOf(x: Matrix): Cells {
  const count = Math.max(1, Math.floor(x.rows / ROWS_A_CELL))
  const middles = takeRows(
    x,
    Int32Array.from({ length: count }, (_, cell) => cell * ROWS_A_CELL),
  )
  const members: number[][] = Array.from({ length: count }, () => [])
  for (let row = 0; row < x.rows; row++) {
    const [cell = 0] = nearest(middles, matrixRow(x, row), 1).rows
    members[cell].push(row)
  }
  return { middles, members }
}

/** The k nearest rows by Euclidean distance, of all or of some, nearest first. */
function nearest(
  { data, rows, cols }: Matrix,
  point: Float32Array,
  k: number,
  some?: readonly number[],
): { rows: number[]; distances: number[] } {
  const best: number[] = new Array(k).fill(-1)
  const squares: number[] = new Array(k).fill(Number.POSITIVE_INFINITY)
  for (let i = 0; i < (some?.length ?? rows); i++) {
    const row = some ? some[i] : i
    let sum = 0
    const limit = squares[k - 1]
    for (let j = 0, at = row * cols; j < cols && sum < limit; j++, at++) {
      const difference = data[at] - point[j]
      sum += difference * difference
    }
    if (sum >= limit) continue
    let place = k - 1
    for (; place > 0 && squares[place - 1] > sum; place--) {
      squares[place] = squares[place - 1]
      best[place] = best[place - 1]
    }
    squares[place] = sum
    best[place] = row
  }
  return { rows: best, distances: squares.map(Math.sqrt) }
}

/** The mean of the nearest placed points, nearer ones counting more. */
function besideNearest(
  point: Float32Array,
  placed: Matrix,
  { middles, members }: Cells,
  points: readonly number[][],
): [number, number] {
  const cells = nearest(middles, point, Math.min(CELLS_SEARCHED, middles.rows)).rows
  const some = cells.flatMap((cell) => members[cell])
  const { rows, distances } = nearest(placed, point, Math.min(3, some.length), some)
  let [x, y, sum] = [0, 0, 0]
  rows.forEach((row, i) => {
    const weight = 1 / (distances[i] + 1e-6)
    const [px = 0, py = 0] = points[row] ?? []
    x += weight * px
    y += weight * py
    sum += weight
  })
  return [x / sum, y / sum]
}

/**
 * Moves, turns and scales points in place so that they fill -1..1 from left to right, the direction of their greatest
 * spread lying flat: screens are wider than high.
 */
export function fitToWidth(points: number[][]): void {
  let [mx, my] = [0, 0]
  for (const [x = 0, y = 0] of points) {
    mx += x / points.length
    my += y / points.length
  }
  let [xx, xy, yy] = [0, 0, 0]
  for (const [x = 0, y = 0] of points) {
    xx += (x - mx) ** 2
    xy += (x - mx) * (y - my)
    yy += (y - my) ** 2
  }
  const angle = Math.atan2(2 * xy, xx - yy) / 2
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)]
  let reach = 1e-9
  for (const point of points) {
    const [x, y] = [(point[0] ?? 0) - mx, (point[1] ?? 0) - my]
    point[0] = cos * x + sin * y
    point[1] = cos * y - sin * x
    reach = Math.max(reach, Math.abs(point[0]), Math.abs(point[1]))
  }
  for (const point of points) {
    point[0] = (point[0] ?? 0) / reach
    point[1] = (point[1] ?? 0) / reach
  }
}
