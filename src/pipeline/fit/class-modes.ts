import { findModes, modeOf } from '../../core/direction/find-modes.ts'
import { type HeldOutCheck, heldOutCheck } from '../../core/direction/held-out-check.ts'
import { type Matrix64, matrixRow } from '../../core/vectors/matrix.ts'
import { randomSource } from '../../core/vectors/random.ts'
import { allRows, unitRowSource } from '../../core/vectors/row-source.ts'
import type { Standardizer } from '../../core/vectors/standardize.ts'
import type { RowReader } from '../../io/vectors/row-reader.ts'
import { matrixOf } from '../run-folder/run-embeddings.ts'
import { evenly } from './fit-tasks.ts'

/** Flagged rows that are looked at for modes; of more, as many evenly spaced ones. */
const MOST_ROWS = 2000

/** A mode of a class: its centre, and what it is worth on held-out rows. */
export interface ClassMode {
  /** Unit vector, float64[d]. */
  centre: Float64Array
  /** Flagged rows of the fit split that belong to it. */
  examples: number
  /** Held-out rows of the mode against all others of the class. */
  heldOut: HeldOutCheck | undefined
  /** It errs more than the rest of the class on held-out rows, at 95 %. */
  isClaimed: boolean
}

/** The rows of a class that its modes are found and checked on. */
export interface ModeRows {
  /** Fitted rows that their left-out values flag. */
  flagged: Int32Array
  heldOut: Int32Array
  /** Decision values of the held-out rows. */
  values: readonly number[]
  /** Of the held-out rows. */
  correct: ArrayLike<number>
}

/** Modes of a class whose direction stands, found on its flagged rows and checked on held-out ones. */
export async function classModes(
  reader: RowReader,
  standardizer: Standardizer,
  name: string,
  { flagged, heldOut, values, correct }: ModeRows,
): Promise<ClassMode[]> {
  const unitRowsOf = async (rows: Int32Array): Promise<Matrix64> =>
    allRows(unitRowSource(await matrixOf(reader, rows), standardizer))
  const fitted = await unitRowsOf(evenly(flagged, MOST_ROWS))
  const held = Int32Array.from(values.keys()).filter((place) => (values[place] ?? 1) <= 0)
  const found = evenly(held, MOST_ROWS)
  const tested = await unitRowsOf(found.map((place) => heldOut[place] ?? 0))
  const centres = findModes(fitted, tested, randomSource('modes', name))
  const memberOf = (x: Matrix64) => (k: number) => modeOf(centres, matrixRow(x, k))
  const sizes = Array.from({ length: fitted.rows }, (_, k) => memberOf(fitted)(k))
  const members = new Map(Array.from(found, (place, k) => [place, memberOf(tested)(k)]))
  return centres.map((centre, mode) => {
    const isIn = Float64Array.from(values, (_, place) => (members.get(place) === mode ? -1 : 1))
    const check = heldOut.length > 0 ? heldOutCheck(isIn, correct) : undefined
    return {
      centre,
      examples: sizes.filter((member) => member === mode).length,
      heldOut: check,
      isClaimed: (check?.differenceInterval?.[0] ?? 0) > 0,
    }
  })
}
