import { modeOf } from '../../core/direction/find-modes.ts'
import { decisionValues, type Hyperplane, hyperplaneOf } from '../../core/direction/hyperplane.ts'
import { type Matrix, takeRows } from '../../core/vectors/matrix.ts'
import { unitRowSource } from '../../core/vectors/row-source.ts'
import type { Standardizer } from '../../core/vectors/standardize.ts'
import { type Run, readCentres } from '../run-folder/open-run.ts'

/** What flags images of a class and deals them out to its modes. */
export interface Scorer {
  class: string
  plane: Hyperplane
  /** Flagged = decision value at most this. */
  threshold: number
  /** Unit vectors, float64[d]: a flagged image is of the mode whose centre is nearest. None where there is one mode. */
  centres: readonly Float64Array[]
}

/** The scorers of the classes of a run that have a direction. */
export async function scorersOf(run: Run): Promise<Map<string, Scorer>> {
  const centres = await readCentres(run)
  const scorers = new Map<string, Scorer>()
  for (const { class: name, directions, modes } of run.directions.classes) {
    const [direction] = directions
    if (!direction) continue
    const { weights, bias } = hyperplaneOf(run.normals, direction)
    scorers.set(name, {
      class: name,
      plane: { weights: toFloat32(weights), bias },
      threshold: 0,
      centres: modes.length > 1 ? modes.map(({ row }) => toFloat32(centres(row))) : [],
    })
  }
  return scorers
}

/** Numbers of the modes that a scorer tells apart, from 1. */
export const ranksOf = ({ centres }: Pick<Scorer, 'centres'>): number[] =>
  Array.from({ length: Math.max(1, centres.length) }, (_, mode) => mode + 1)

/** Places of the rows of a class that are flagged, by mode. @param label - The class of the scorer. */
export function flaggedPlaces(
  { plane, threshold, centres }: Scorer,
  standardizer: Standardizer,
  x: Matrix,
  labels: ArrayLike<number>,
  label: number,
): Uint32Array[] {
  const places = Array.from({ length: x.rows }, (_, place) => place).filter(
    (place) => labels[place] === label,
  )
  const own = takeRows(x, places)
  const values = decisionValues(plane, standardizer, own)
  const units = unitRowSource(own, standardizer)
  const row = new Float64Array(x.cols)
  const modes = places.map((_, i) => {
    if ((values[i] ?? 0) > threshold) return -1
    units.write(i, row)
    return modeOf(centres, row)
  })
  return ranksOf({ centres }).map((rank) =>
    Uint32Array.from(places.filter((_, i) => modes[i] === rank - 1)),
  )
}

/** Rounded as the file keeps it, so that a mode flags the same before and after it is written. */
export const toFloat32 = (values: Float64Array): Float64Array =>
  Float64Array.from(Float32Array.from(values))
