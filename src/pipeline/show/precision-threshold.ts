import { type Interval, wilsonInterval } from '../../core/statistics/wilson.ts'
import { orderOf } from '../../core/vectors/vector.ts'
import { DataError } from '../../run/errors.ts'

/** Fewer held-out rows say nothing of a precision. */
const LEAST_ROWS = 10

/** A threshold on decision values and what it reached on held-out rows. */
export interface PrecisionThreshold {
  threshold: number
  /** Share of wrong rows among those at or below it. */
  precision: number
  interval: Interval
  /** Held-out rows at or below it. */
  rows: number
}

/**
 * The highest threshold whose rows are wrong often enough: most rows are found at the precision asked for.
 *
 * @param values - Decision values of held-out rows whose label and prediction are known.
 * @param isWrong - Whether the model is wrong on each.
 * @throws DataError if no threshold with at least ten rows reaches it.
 * @example
 * const values = [-3, -3, -3, -3, -2, -2, -2, -2, -1, -1, 1, 2]
 * const isWrong = values.map((value) => value <= -1)
 * precisionThreshold(values, isWrong, 1).threshold // => -1
 */
export function precisionThreshold(
  values: readonly number[],
  isWrong: readonly boolean[],
  precision: number,
): PrecisionThreshold {
  const order = orderOf(values)
  let wrong = 0
  let best: PrecisionThreshold | undefined
  let highest = 0
  order.forEach((row, i) => {
    if (isWrong[row]) wrong += 1
    const next = order[i + 1]
    // Equal values are on one side of any threshold.
    if (next !== undefined && values[next] === values[row]) return
    if (i + 1 < LEAST_ROWS) return
    const reached = wrong / (i + 1)
    highest = Math.max(highest, reached)
    if (reached < precision) return
    const threshold = values[row] as number
    best = { threshold, precision: reached, interval: wilsonInterval(wrong, i + 1), rows: i + 1 }
  })
  if (best) return best
  throw new DataError(
    `Cannot reach precision ${precision}: on ${values.length} held-out rows of classes with a failure mode the best with at least ${LEAST_ROWS} rows is ${highest.toFixed(2)}`,
    { hint: 'ask for less, or give a threshold with --threshold' },
  )
}
