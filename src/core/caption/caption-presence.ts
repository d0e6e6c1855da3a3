import { meanOfRows } from '../svm/kernels/mean-of-rows.ts'
import { type Matrix, matrixRow } from '../vectors/matrix.ts'
import { unitOrZero } from '../vectors/vector.ts'
import { centredRow, evenSample, leanings } from './leanings.ts'

/** Nearest images that a caption is looked for in. */
const LOOKED_AT = 3
/** Share of the other captions that may describe them better. */
const SHARE = 0.02
/** So many always may: an image is its place, its light, its colour, its size, each in a few words. */
const FEWEST = 12
/** Captions compared with, drawn evenly from a larger set. */
const COMPARED = 2000

/** How well the images nearest to a caption are described by it, against other captions. */
export interface Presence {
  /** Captions that describe the image better: the median over the three images nearest to it. */
  better: number
  /** Captions compared with. */
  of: number
  /** At most 2 % of the others, or twelve, do: what the caption says is in the data. */
  present: boolean
}

/**
 * Tells of captions whether what they say is in the data at all, or only something like it.
 *
 * Every caption has a nearest image. Where pictures of children are hard and no caption says "child", "a dragonfly" may
 * rank first, by some likeness; but other captions describe those pictures better than it does. How well a caption
 * describes an image is its cosine with it, both seen from their means: so no caption wins by being near everything.
 *
 * @param x - Images at length 1 minus their mean, float32[n, d].
 * @param texts - Vectors of the captions that it is compared with, float32[m, d].
 * @param rows - Which of them; at most 2,000, evenly spread, are used.
 * @param origin - What texts are seen from; with zeros, and images at length 1, it counts what all images share too.
 *   float64[d]. @default the mean of those texts
 * @returns A function of a caption's vector, float[d], O((n + m) d) a caption. Without images nothing is present.
 * @example
 * const x = { data: Float32Array.of(1, 0, -1, 0), rows: 2, cols: 2 }
 * const texts = { data: Float32Array.of(0, 1, 0, -1), rows: 2, cols: 2 }
 * presenceIn(x, texts, [0, 1])([1, 0]) // => { better: 0, of: 2, present: true }
 */
export function presenceIn(
  x: Matrix,
  texts: Matrix,
  rows: ArrayLike<number>,
  origin: Float64Array = meanOfRows(texts, rows),
): (vector: ArrayLike<number>) => Presence {
  const compared = evenSample(rows, COMPARED).map((row) =>
    unitOrZero(centredRow(texts, row, origin)),
  )
  return (vector) => {
    const lean = leanings(x, unitOrZero(Float64Array.from(vector, (value, j) => value - origin[j])))
    const nearest = Array.from(lean.keys())
      .sort((a, b) => lean[b] - lean[a] || a - b)
      .slice(0, LOOKED_AT)
    const counts = nearest.map((row) => {
      const image = { data: matrixRow(x, row), rows: 1, cols: x.cols }
      // What equals the caption is no better than it: rounding aside.
      return compared.filter((other) => leanings(image, other)[0] > lean[row] + 1e-6).length
    })
    const better = counts.sort((a, b) => a - b)[(counts.length - 1) >> 1] ?? compared.length
    const present = nearest.length > 0 && better <= Math.max(FEWEST, SHARE * compared.length)
    return { better, of: compared.length, present }
  }
}
