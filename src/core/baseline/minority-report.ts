/** Examples of one class, or of several, with a known group. */
export interface GroupedExamples {
  /** 1 where the example belongs to the minority, uint8[n]. */
  minority: Uint8Array
  /** 1 where the model errs, uint8[n]. */
  wrong: Uint8Array
  /** 1 flagged, 0 not, -1 unknown, int8[n]. */
  flagged: Int8Array
}

/** Shares in 0..1; undefined where there is nothing to take a share of. */
export interface MinorityShares {
  minorityShare: number | undefined
  errorRate: number | undefined
  flaggedShare: number | undefined
  minorityShareOfErrors: number | undefined
  /** Precision of the flag. */
  minorityShareOfFlagged: number | undefined
  /** Recall of the flag. */
  minorityFlagged: number | undefined
  minorityErrs: number | undefined
}

/**
 * How errors and flags fall on a known group: the paper's table of what the flag selects.
 *
 * Shares of flags are taken over the examples whose flag is known.
 *
 * @param examples - n examples.
 * @see Jain et al. 2023, section 4.1, CelebA.
 * @example
 * minorityShares({ minority: Uint8Array.of(1, 1, 0, 0), wrong: Uint8Array.of(1, 0, 0, 0), flagged: Int8Array.of(1, 1, 1, 0) }).minorityShareOfFlagged // => 0.6666666666666666
 */
export function minorityShares({ minority, wrong, flagged }: GroupedExamples): MinorityShares {
  const rows = Array.from(minority.keys())
  const known = rows.filter((row) => flagged[row] >= 0)
  const marked = (of: readonly number[], marks: Uint8Array | Int8Array) =>
    of.filter((row) => marks[row] === 1)
  const share = (of: readonly number[], marks: Uint8Array | Int8Array) =>
    of.length === 0 ? undefined : marked(of, marks).length / of.length
  return {
    minorityShare: share(rows, minority),
    errorRate: share(rows, wrong),
    flaggedShare: share(known, flagged),
    minorityShareOfErrors: share(marked(rows, wrong), minority),
    minorityShareOfFlagged: share(marked(known, flagged), minority),
    minorityFlagged: share(marked(known, minority), flagged),
    minorityErrs: share(marked(rows, minority), wrong),
  }
}

/**
 * Share of the minority among the K hardest examples, as K grows.
 *
 * @param hardness - Ascending = hardest first: decision value, confidence; float64[n], NaN (unknown) last. Of equal
 *   values the earlier example comes first.
 * @param minority - 1 or 0, uint8[n].
 * @param sizes - Values of K, ascending, 1 to n.
 * @returns One share for each K.
 * @see Jain et al. 2023, section 4.1, the fraction of the minority among the K most negative images.
 * @example
 * minorityCurve(Float64Array.of(0.5, -1, 2), Uint8Array.of(0, 1, 0), [1, 2, 3]) // => [1, 0.5, 0.3333333333333333]
 */
export function minorityCurve(
  hardness: Float64Array,
  minority: Uint8Array,
  sizes: readonly number[],
): number[] {
  const value = (row: number) =>
    Number.isNaN(hardness[row]) ? Number.POSITIVE_INFINITY : hardness[row]
  const order = Array.from(minority.keys()).sort((a, b) => {
    const [x, y] = [value(a), value(b)]
    return x < y ? -1 : x > y ? 1 : a - b
  })
  const found = new Float64Array(order.length + 1)
  for (const [at, row] of order.entries()) found[at + 1] = found[at] + minority[row]
  return sizes.map((k) => found[k] / k)
}

/**
 * The sizes at which a curve over n examples is taken: every 10 up to 500, every 50 up to 1,000, every 250 up to 3,000,
 * every 1,000 beyond, and n.
 */
export function curveSizes(n: number): number[] {
  const sizes: number[] = []
  for (let k = 10; k < n; k += k < 500 ? 10 : k < 1000 ? 50 : k < 3000 ? 250 : 1000) sizes.push(k)
  return n > 0 ? [...sizes, n] : sizes
}

/**
 * The value of a group column that a class's errors fall on: the one with the highest error rate.
 *
 * @param least - A value with fewer examples does not count. @default 1
 * @returns undefined if fewer than two values count. Of equal rates the rarer value, then the first in the alphabet.
 */
export function hardestValue(
  values: readonly (string | undefined)[],
  wrong: Uint8Array,
  least = 1,
): string | undefined {
  const counts = new Map<string, { value: string; examples: number; errors: number }>()
  for (const [row, value] of values.entries()) {
    if (value === undefined) continue
    const count = counts.get(value) ?? { value, examples: 0, errors: 0 }
    counts.set(value, count)
    count.examples += 1
    count.errors += wrong[row]
  }
  const enough = [...counts.values()].filter(({ examples }) => examples >= least)
  if (enough.length < 2) return undefined
  const [hardest] = enough.sort(
    (a, b) =>
      b.errors / b.examples - a.errors / a.examples ||
      a.examples - b.examples ||
      (a.value < b.value ? -1 : 1),
  )
  return hardest.value
}
