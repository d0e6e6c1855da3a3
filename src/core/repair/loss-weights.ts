import { groupBy } from '../vectors/group-by.ts'

/**
 * Soft weight of every example: how far on the hard side it lies among its class.
 *
 *     w_i = (h_i - min h) / mean (h - min h),   h = -decision value, min and mean over the class
 *
 * The mean over each class is 1, the easiest example has 0. An example without a decision value (NaN), of an unknown
 * class, or of a class whose values are all equal has 1. O(n).
 *
 * @param decisionValues - float64[n], negative = hard, NaN = unknown.
 * @param labels - Class of each example, int32[n], -1 = unknown.
 * @returns Factors on the loss, float64[n], at least 0.
 * @throws RangeError if the lengths differ.
 * @see Jain et al. 2023, section 5, and its published CelebA notebook ("SVM soft").
 * @example
 * softLossWeights(Float64Array.of(1, -1, 0), Int32Array.of(0, 0, 0)) // => Float64Array [0, 2, 1]
 */
export function softLossWeights(decisionValues: Float64Array, labels: Int32Array): Float64Array {
  checkLengths(decisionValues.length, labels.length)
  const weights = new Float64Array(labels.length).fill(1)
  const known = (row: number) => (Number.isNaN(decisionValues[row]) ? -1 : 0)
  for (const [rows = []] of rowsByClassAndPart(labels, known)) {
    const easiest = rows.reduce((max, row) => Math.max(max, decisionValues[row]), -Infinity)
    const mean = rows.reduce((sum, row) => sum + (easiest - decisionValues[row]), 0) / rows.length
    if (mean > 0) for (const row of rows) weights[row] = (easiest - decisionValues[row]) / mean
  }
  return weights
}

/**
 * Weight 2 for every marked example and 1 for the others.
 *
 * Marked by decision value at most 0 this is the paper's "over2", marked by {@link rareGroupMarks} its oracle. O(n).
 *
 * @param marks - 1 = marked, 0 or -1 (unknown) = not, n of them.
 * @returns Factors on the loss, float64[n].
 * @see Jain et al. 2023, section 5, and its published CelebA notebook ("SVM over2", "oracle_2").
 * @example
 * timesTwoLossWeights(Int8Array.of(1, 0, -1)) // => Float64Array [2, 1, 1]
 */
export function timesTwoLossWeights(marks: ArrayLike<number>): Float64Array {
  return Float64Array.from(marks, (mark) => (mark === 1 ? 2 : 1))
}

/**
 * Weights that give each part of a class the same total.
 *
 *     w_i = n / (p n_part),   n examples in the class, p parts that occur in it
 *
 * With two parts, flagged and unflagged, this is the paper's n / (2 n_flagged) and n / (2 n_unflagged). The mean over
 * each class is 1. A class with one part has 1 throughout, as has an example whose class or part is unknown. O(n).
 *
 * @param parts - Part of each example, n non-negative integers, -1 = unknown: a flag or a known group.
 * @param labels - Class of each example, int32[n], -1 = unknown.
 * @returns Factors on the loss, float64[n], above 0.
 * @throws RangeError if the lengths differ.
 * @see Jain et al. 2023, section 5, and its published CelebA notebook ("SVM balanced", "oracle balanced").
 * @example
 * balancedLossWeights([1, 0, 0, 0], Int32Array.of(0, 0, 0, 0)) // => Float64Array [2, 0.666667, 0.666667, 0.666667]
 */
export function balancedLossWeights(parts: ArrayLike<number>, labels: Int32Array): Float64Array {
  checkLengths(parts.length, labels.length)
  const weights = new Float64Array(labels.length).fill(1)
  for (const present of rowsByClassAndPart(labels, (row) => parts[row])) {
    const examples = present.reduce((sum, rows) => sum + rows.length, 0)
    for (const rows of present) {
      for (const row of rows) weights[row] = examples / (present.length * rows.length)
    }
  }
  return weights
}

/**
 * Marks the examples whose known group is rare within their class: rarer than if the class were spread evenly.
 *
 *     mark_i = 1  if  p n_group < n,   n examples in the class, p groups that occur in it
 *
 * With two groups that is the smaller one; two equal groups are both unmarked. O(n).
 *
 * @param groups - Known group of each example, n non-negative integers, -1 = unknown.
 * @param labels - Class of each example, int32[n], -1 = unknown.
 * @returns 1 = rare, 0 = not, -1 = group or class unknown, int8[n].
 * @throws RangeError if the lengths differ.
 * @example
 * rareGroupMarks([0, 1, 1, 1, -1], Int32Array.of(0, 0, 0, 0, 0)) // => Int8Array [1, 0, 0, 0, -1]
 */
export function rareGroupMarks(groups: ArrayLike<number>, labels: Int32Array): Int8Array {
  checkLengths(groups.length, labels.length)
  const marks = new Int8Array(labels.length).fill(-1)
  for (const present of rowsByClassAndPart(labels, (row) => groups[row])) {
    const examples = present.reduce((sum, rows) => sum + rows.length, 0)
    for (const rows of present) {
      for (const row of rows) marks[row] = present.length * rows.length < examples ? 1 : 0
    }
  }
  return marks
}

/** Rows of each class, divided by the parts that occur in it; an unknown class or part is left out. */
function rowsByClassAndPart(labels: Int32Array, partOf: (row: number) => number): number[][][] {
  const known = [...labels.keys()].filter((row) => labels[row] >= 0 && partOf(row) >= 0)
  const classes = groupBy(known, (row) => labels[row])
  return [...classes.values()].map((rows) => [...groupBy(rows, partOf).values()])
}

function checkLengths(values: number, labels: number): void {
  if (values !== labels) throw new RangeError(`${values} values for ${labels} labels`)
}
