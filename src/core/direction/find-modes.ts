import { spreadOf } from '../statistics/spread.ts'
import { type Matrix64, matrixRow } from '../vectors/matrix.ts'
import { meanRow } from '../vectors/mean-row.ts'
import { normalDraw, type Random } from '../vectors/random.ts'
import { dot, unitOrZero } from '../vectors/vector.ts'

/** Fewest rows of a mode, fitted and held out alike. */
const LEAST = 5
const MOST_MODES = 4
const STARTS = 4
const STEPS = 30
/** Normal samples that a split is compared with; it must be sharper than all but one in twenty. */
const SAMPLES = 199

/**
 * Kinds of failure on the flagged side of one class: one, unless its flagged rows fall into two to four clusters that stand
 * apart on rows that did not make them.
 *
 * The fitted rows are clustered by cosine (spherical k-means from fixed starts). A number k of clusters holds if, for each
 * two of them, the held-out flagged rows fall apart along the line through both centres: the share of their variance that
 * is left within the two halves is lower than in 95 % of normal samples of the same size, cut in the same proportion. The
 * clusters of rows without clusters look different too, but do not repeat this on other rows. Of several k the smallest
 * that holds is taken.
 *
 * @param fitted - Flagged unit rows of the fit split, float64[n, d].
 * @param heldOut - Flagged unit rows of the held-out split, float64[m, d]; without enough of them there is one mode.
 * @param random - `randomSource('modes', className)`: not of the run's seed, which changes no result.
 * @returns Centres of unit length, float64[d], at most four; none without rows. A row belongs to that of the largest product.
 * @see Dhillon & Modha 2001, "Concept decompositions for large sparse text data using clustering"; Liu, Hayes, Nobel &
 *   Marron 2008, "Statistical significance of clustering for high-dimension, low-sample size data", for the comparison
 *   with one normal cluster, here on held-out rows.
 * @example
 * const rows = { data: Float64Array.of(1, 0, 1, 0), rows: 2, cols: 2 }
 * findModes(rows, rows, randomSource(0)).length // => 1
 */
export function findModes(fitted: Matrix64, heldOut: Matrix64, random: Random): Float64Array[] {
  if (fitted.rows === 0) return []
  for (let k = 2; k <= MOST_MODES; k++) {
    if (Math.min(fitted.rows, heldOut.rows) < k * LEAST) break
    const centres = clusterRows(fitted, k, random)
    if (centres && standApart(centres, heldOut, random)) return centres
  }
  return [meanDirection(fitted, [...Array(fitted.rows).keys()])]
}

/**
 * The mode that a unit row belongs to, by number from 0.
 *
 * @example
 * modeOf([Float64Array.of(1, 0), Float64Array.of(0, 1)], [0.6, 0.8]) // => 1
 */
export function modeOf(centres: readonly Float64Array[], row: ArrayLike<number>): number {
  let best = 0
  for (let k = 1; k < centres.length; k++) {
    if (dot(centres[k], row) > dot(centres[best], row)) best = k
  }
  return best
}

/** Best of some starts; undefined if a cluster is left with too few rows. */
function clusterRows(x: Matrix64, k: number, random: Random): Float64Array[] | undefined {
  let best: { centres: Float64Array[]; sizes: number[]; fit: number } | undefined
  for (let start = 0; start < STARTS; start++) {
    let centres = startCentres(x, k, random)
    let members = membersOf(x, centres)
    for (let step = 0; step < STEPS; step++) {
      centres = centres.map((_, c) => meanDirection(x, rowsOf(members, c)))
      const next = membersOf(x, centres)
      if (next.every((member, row) => member === members[row])) break
      members = next
    }
    const fit = members.reduce(
      (sum, member, row) => sum + dot(centres[member], matrixRow(x, row)),
      0,
    )
    const sizes = centres.map((_, c) => rowsOf(members, c).length)
    if (!best || fit > best.fit) best = { centres, sizes, fit }
  }
  return best && Math.min(...best.sizes) >= LEAST ? best.centres : undefined
}

/** Rows far from each other, drawn by squared distance (k-means++). */
function startCentres(x: Matrix64, k: number, random: Random): Float64Array[] {
  const centres = [matrixRow(x, Math.floor(random() * x.rows))]
  while (centres.length < k) {
    const distances = Float64Array.from({ length: x.rows }, (_, row) => {
      const nearest = Math.max(...centres.map((centre) => dot(centre, matrixRow(x, row))))
      return Math.max(0, 1 - nearest)
    })
    let left = random() * distances.reduce((sum, distance) => sum + distance, 0)
    const chosen = distances.findIndex((distance) => {
      left -= distance
      return left < 0
    })
    centres.push(matrixRow(x, Math.max(0, chosen)))
  }
  return centres
}

function standApart(centres: readonly Float64Array[], x: Matrix64, random: Random): boolean {
  const members = membersOf(x, centres)
  return centres.every((a, i) =>
    centres.slice(0, i).every((b, j) => {
      const line = a.map((value, col) => value - b[col])
      const sides = [i, j].map((c) => rowsOf(members, c).map((row) => dot(line, matrixRow(x, row))))
      return (
        Math.min(sides[0].length, sides[1].length) >= LEAST && isSharp(sides[0], sides[1], random)
      )
    }),
  )
}

/** Whether two groups of numbers, one above the other, are further apart than the ends of one normal sample. */
function isSharp(above: readonly number[], below: readonly number[], random: Random): boolean {
  const own = varianceWithin(above, below)
  let sharper = 0
  for (let sample = 0; sample < SAMPLES; sample++) {
    const sorted = Array.from({ length: above.length + below.length }, () => normalDraw(random))
    sorted.sort((a, b) => a - b)
    const [low, high] = [sorted.slice(0, below.length), sorted.slice(below.length)]
    if (varianceWithin(high, low) <= own) sharper += 1
  }
  return (sharper + 1) / (SAMPLES + 1) <= 0.05
}

/** Share of the variance of two groups together that is left within them. */
function varianceWithin(a: readonly number[], b: readonly number[]): number {
  const squares = (values: readonly number[]): number =>
    (values.length - 1) * spreadOf(values).deviation ** 2
  const total = squares([...a, ...b])
  return total === 0 ? 1 : (squares(a) + squares(b)) / total
}

function membersOf(x: Matrix64, centres: readonly Float64Array[]): Int32Array {
  return Int32Array.from({ length: x.rows }, (_, row) => modeOf(centres, matrixRow(x, row)))
}

function rowsOf(members: Int32Array, c: number): number[] {
  return [...members.keys()].filter((row) => members[row] === c)
}

function meanDirection(x: Matrix64, rows: readonly number[]): Float64Array {
  return unitOrZero(meanRow(x, rows))
}
