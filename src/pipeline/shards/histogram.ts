import * as z from 'zod'

const BINS = 4096

/** Counts of numbers in equal bins over a range that is known beforehand: those of parts add up to those of the whole. */
export const histogramSchema = z.strictObject({
  low: z.number(),
  high: z.number(),
  first: z.int().nonnegative().describe('Bin of the first count; all others are empty'),
  counts: z.custom<number[]>(
    (counts) => Array.isArray(counts) && counts.every((n) => Number.isSafeInteger(n) && n >= 0),
  ),
})

export type Histogram = z.output<typeof histogramSchema>

/** Of the finite ones of some numbers; what lies outside of the range by a rounding counts for its end. */
export function histogramOf(values: Float64Array, low: number, high: number): Histogram {
  const all = new Uint32Array(BINS)
  const scale = high > low ? BINS / (high - low) : 0
  for (let i = 0; i < values.length; i++) {
    const bin = Math.floor(((values[i] ?? Number.NaN) - low) * scale)
    if (!Number.isFinite(bin)) continue
    const at = Math.max(0, Math.min(BINS - 1, bin))
    all[at] = (all[at] ?? 0) + 1
  }
  const first = Math.max(
    0,
    all.findIndex((count) => count > 0),
  )
  const last = all.findLastIndex((count) => count > 0)
  return { low, high, first, counts: Array.from(all.subarray(first, last + 1)) }
}

/** Of both together. Their ranges are the same. */
export function joinHistograms(a: Histogram, b: Histogram): Histogram {
  const first = Math.min(a.first, b.first)
  const end = Math.max(a.first + a.counts.length, b.first + b.counts.length)
  const count = ({ first, counts }: Histogram, bin: number) => counts[bin - first] ?? 0
  const counts = Array.from(
    { length: end - first },
    (_, i) => count(a, first + i) + count(b, first + i),
  )
  return { ...a, first, counts }
}

/** The number below which a share of all lies, to a 4096th of the range; null of none. */
export function quantileOf({ low, high, first, counts }: Histogram, share: number): number | null {
  let left = share * counts.reduce((sum, count) => sum + count, 0)
  const width = (high - low) / BINS
  for (const [i, count] of counts.entries()) {
    if (count > 0 && left <= count) return low + (first + i + left / count) * width
    left -= count
  }
  return null
}
