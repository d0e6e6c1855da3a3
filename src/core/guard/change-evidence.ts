import { binomialTail } from '../statistics/binomial-tail.ts'
import { hypergeometricTail } from '../statistics/hypergeometric.ts'
import { belowMarginP, pairedInterval, scoreVariance } from '../statistics/paired-difference.ts'
import { studentQuantile, studentTwoSided } from '../statistics/student-t.ts'
import { type Proportion, unpairedBelowMarginP } from '../statistics/unpaired-difference.ts'
import { type Interval, newcombeInterval } from '../statistics/wilson.ts'
import { groupBy } from '../vectors/group-by.ts'

/** Errors of one model on some examples. */
export interface ErrorCount {
  examples: number
  errors: number
}

/** What is known of the change from an old to a new model on one set of examples. */
export interface ChangeEvidence {
  old: ErrorCount
  new: ErrorCount
  /** Old right, new wrong; undefined if the two models were judged on different examples. */
  broken: number | undefined
  /** Old wrong, new right. */
  mended: number | undefined
  /** Independent units: examples, or groups of examples that share their fate. */
  units: number
  /** New error rate minus old; NaN without examples. */
  difference: number
  /** Of the difference, 95 %. */
  interval: Interval
  /** One-sided, each against "no": the new model is worse; better; less than the margin worse. */
  p: { worse: number; better: number; safe: number }
  /** The smallest of these that any new model could reach, known from the old one alone. */
  leastP: { worse: number; better: number; safe: number }
  /**
   * For planning: the difference has variance of its unit / units + fixed, and only units can be added. Of a unit's difference as
   * seen, and had it the margin as its mean.
   */
  variance: { seen: number; atMargin: number; fixed: number }
}

/**
 * Evidence from the same examples under both models.
 *
 * Worse and better by the exact one-sided binomial test of broken against mended examples, safe by the exact test
 * against the margin, the interval by Tango's score. Where several examples are one unit (copies, images of one patient),
 * a unit counts once in those tests, by what happened to most of its examples, and they must agree with a t test of the
 * units' sums, the variance of which is clustered.
 *
 * @param oldWrong - 1 where the old model was wrong, uint8[n].
 * @param newWrong - Likewise of the new model.
 * @param margin - Greatest rise of the error rate that counts as safe, in 0..1.
 * @param units - Unit of each example, int[n]. @default each example its own
 * @throws RangeError if lengths differ.
 * @see Tango 1998; McNemar 1947.
 * @example
 * const evidence = pairedEvidence([0, 0, 0, 0, 1], [1, 1, 1, 1, 0], 0.02)
 * [evidence.broken, evidence.mended, evidence.p.worse] // => [4, 1, 0.1875]
 */
export function pairedEvidence(
  oldWrong: ArrayLike<number>,
  newWrong: ArrayLike<number>,
  margin: number,
  units?: ArrayLike<number>,
): ChangeEvidence {
  const n = oldWrong.length
  if (newWrong.length !== n || (units && units.length !== n)) {
    throw new RangeError(`Cannot compare ${n} outcomes with ${newWrong.length}`)
  }
  const rows = Array.from({ length: n }, (_, i) => i)
  const clusters = [...groupBy(rows, (i) => (units ? units[i] : i)).values()].map((own) => ({
    size: own.length,
    old: sumOf(own, oldWrong),
    change: sumOf(own, newWrong) - sumOf(own, oldWrong),
  }))
  const [oldErrors, newErrors] = [sumOf(rows, oldWrong), sumOf(rows, newWrong)]
  const allBroke = clusters.filter(({ old, size }) => old < size).length
  const allMended = clusters.filter(({ old }) => old > 0).length
  const counts = {
    broken: clusters.filter(({ change }) => change > 0).length,
    mended: clusters.filter(({ change }) => change < 0).length,
    pairs: clusters.length,
  }
  const discordant = counts.broken + counts.mended
  const exact = {
    worse: binomialTail(counts.broken, discordant),
    better: binomialTail(counts.mended, discordant),
    safe: margin > 0 ? belowMarginP(counts, margin) : 1,
  }
  const shared = {
    old: { examples: n, errors: oldErrors },
    new: { examples: n, errors: newErrors },
    broken: rows.filter((i) => newWrong[i] > oldWrong[i]).length,
    mended: rows.filter((i) => newWrong[i] < oldWrong[i]).length,
    units: clusters.length,
    difference: (newErrors - oldErrors) / n,
    leastP: {
      worse: binomialTail(allBroke, allBroke),
      better: binomialTail(allMended, allMended),
      safe: 0,
    },
  }
  // A share is never 0: what was not seen in n units may be seen in the next two.
  const smoothed = {
    broken: counts.broken + 0.5,
    mended: counts.mended + 0.5,
    pairs: clusters.length + 2,
  }
  const seen = (discordant + 1) / smoothed.pairs
  const atMargin = scoreVariance(smoothed, margin)
  const ofUnits = pairedInterval(counts)
  if (clusters.length === n) {
    return { ...shared, interval: ofUnits, p: exact, variance: { seen, atMargin, fixed: 0 } }
  }
  const { low, high, error, df } = clusteredMean(clusters, n)
  const tail = (distance: number) => upperTail(distance / error, df)
  const { difference } = shared
  const clustered = Math.max(error * error * clusters.length, 1 / smoothed.pairs)
  return {
    ...shared,
    // Where hardly a unit changed, its sums vary too little to say how much might change.
    interval: [Math.min(low, ofUnits[0]), Math.max(high, ofUnits[1])],
    p: {
      worse: Math.max(exact.worse, tail(difference)),
      better: Math.max(exact.better, tail(-difference)),
      safe: Math.max(exact.safe, tail(margin - difference)),
    },
    variance: { seen: clustered, atMargin: Math.max(clustered, atMargin), fixed: 0 },
  }
}

/**
 * Evidence from different examples of the two models: Fisher's exact test for worse and better, an exact test against the
 * margin for safe, the interval of the difference after Newcombe.
 *
 * @param margin - Greatest rise of the error rate that counts as safe, in 0..1.
 * @see Newcombe 1998, method 10; Fisher 1935; Chan & Zhang 1999.
 * @example
 * unpairedEvidence({ examples: 100, errors: 10 }, { examples: 100, errors: 30 }, 0.02).difference // => 0.2
 */
export function unpairedEvidence(old: ErrorCount, now: ErrorCount, margin: number): ChangeEvidence {
  const all = old.examples + now.examples
  const wrong = old.errors + now.errors
  const rates: [Proportion, Proportion] = [
    [now.errors, now.examples],
    [old.errors, old.examples],
  ]
  const pooled = (wrong + 1) / (all + 2)
  const smoothed = ({ errors, examples }: ErrorCount) => (errors + pooled) / (examples + 1)
  const binomialVariance = (share: number) => share * (1 - share)
  return {
    old,
    new: now,
    broken: undefined,
    mended: undefined,
    units: now.examples,
    difference: now.errors / now.examples - old.errors / old.examples,
    interval: newcombeInterval(...rates),
    p: {
      worse: hypergeometricTail(now.errors, now.examples, wrong, all),
      better: hypergeometricTail(old.errors, old.examples, wrong, all),
      safe: margin > 0 ? unpairedBelowMarginP(...rates, margin) : 1,
    },
    leastP: {
      worse: hypergeometricTail(now.examples, now.examples, old.errors + now.examples, all),
      better: hypergeometricTail(old.errors, old.examples, old.errors, all),
      safe: 0,
    },
    variance: {
      seen: binomialVariance(smoothed(now)),
      atMargin: binomialVariance(Math.min(0.5, smoothed(old) + margin)),
      // The old examples stay as many as they are.
      fixed: binomialVariance(smoothed(old)) / Math.max(1, old.examples),
    },
  }
}

const sumOf = (rows: readonly number[], values: ArrayLike<number>): number =>
  rows.reduce((sum, row) => sum + values[row], 0)

/** Mean difference of an example with the error that clusters give it. */
function clusteredMean(clusters: readonly { change: number; size: number }[], n: number) {
  const count = clusters.length
  const mean = clusters.reduce((sum, { change }) => sum + change, 0) / n
  const squares = clusters.reduce((sum, { change, size }) => sum + (change - mean * size) ** 2, 0)
  const df = count - 1
  const error = df > 0 ? Math.sqrt((squares * count) / df) / n : Number.POSITIVE_INFINITY
  if (df === 0) return { low: -1, high: 1, error, df: 1 }
  const reach = studentQuantile(0.95, df) * error
  return { low: Math.max(-1, mean - reach), high: Math.min(1, mean + reach), error, df }
}

/** P(T ≥ t); without any variation t is infinite and this adds nothing to the exact test. */
function upperTail(t: number, df: number): number {
  if (Number.isNaN(t)) return 1
  const half = studentTwoSided(t, df) / 2
  return t > 0 ? half : 1 - half
}
