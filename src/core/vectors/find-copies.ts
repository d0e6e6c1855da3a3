import type { RowSource } from './row-source.ts'
import { dot, norm } from './vector.ts'

/** Rows whose span is used to look for near rows. */
const PIVOTS = 48

/**
 * For each unit row the first earlier row that it is a copy of, or itself. A copy is a copy of an original and not of a
 * chain of neighbours: in a space of few dimensions a chain would run through everything.
 *
 * Rows are compared along a few orthogonal directions first, in which they cannot be farther apart than they are: of n²/2
 * pairs nearly all are told apart by a few numbers. Rows of zeros are copies of each other.
 *
 * @param source - Unit rows, float64[n, d].
 * @param least - Least cosine of a copy. @default 0.99
 * @returns Row number of each row's original, int32[n].
 * @example
 * const rows = [[1, 0], [0, 1], [1, 0]]
 * findCopies({ rows: 3, cols: 2, write: (row, out) => out.set(rows[row]) }) // => Int32Array [0, 1, 0]
 */
export function findCopies(source: RowSource, least = 0.99): Int32Array {
  const { rows: n, cols: d } = source
  const radius = 2 - 2 * least
  const { coordinates, count } = pivotCoordinates(source)
  const original = Int32Array.from({ length: n }, (_, row) => row)
  const originals: number[] = []
  const own = new Float64Array(d)
  const other = new Float64Array(d)
  const isNear = (i: number, j: number): boolean => {
    let distance = 0
    for (let c = 0; c < count; c++) {
      const difference = coordinates[i * count + c] - coordinates[j * count + c]
      distance += difference * difference
      if (distance > radius) return false
    }
    return true
  }
  for (let i = 0; i < n; i++) {
    const found = originals.find((j) => {
      if (!isNear(i, j)) return false
      source.write(i, own)
      source.write(j, other)
      return squaredDistance(own, other) <= radius
    })
    if (found === undefined) originals.push(i)
    else original[i] = found
  }
  return original
}

/** Coordinates of all rows in the span of a few of them, float64[n, count]; at least one. */
function pivotCoordinates(source: RowSource): { coordinates: Float64Array; count: number } {
  const { rows: n, cols: d } = source
  const axes: Float64Array[] = []
  for (let k = 0; k < Math.min(PIVOTS, n, d); k++) {
    const axis = new Float64Array(d)
    source.write(Math.floor((k * n) / PIVOTS) % n, axis)
    for (const earlier of axes) {
      const share = dot(axis, earlier)
      for (let col = 0; col < d; col++) axis[col] -= share * earlier[col]
    }
    const length = norm(axis)
    if (length > 1e-3) axes.push(axis.map((value) => value / length))
  }
  const count = Math.max(1, axes.length)
  const coordinates = new Float64Array(n * count)
  const row = new Float64Array(d)
  for (let i = 0; i < n; i++) {
    source.write(i, row)
    axes.forEach((axis, c) => {
      coordinates[i * count + c] = dot(row, axis)
    })
  }
  return { coordinates, count }
}

function squaredDistance(a: Float64Array, b: Float64Array): number {
  let sum = 0
  for (let k = 0; k < a.length; k++) sum += (a[k] - b[k]) ** 2
  return sum
}
