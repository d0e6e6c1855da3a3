import { type Matrix, matrixRow } from '../vectors/matrix.ts'
import { dot, norm } from '../vectors/vector.ts'

/** What a class looks like to the encoder. */
export interface ClassAnchors {
  /** One vector a class, float32[k, d]: the mean unit embedding of its images, or its reference caption's. */
  vectors: Matrix
  /** Cosine with its own anchor below which an image is unlike its class, float64[k]. */
  floors: Float64Array
}

export interface Identity {
  /** False = the image no longer looks like its class. NaN cosines count as false. */
  looksLikeClass: boolean
  /** Cosine with the anchor of its class. */
  own: number
  /** The other class whose anchor is nearest, and the cosine with it. */
  other: number
  otherCosine: number
}

/**
 * Anchors of the classes from real images: the mean of their unit embeddings, and as floor the cosine that all but a
 * small share of them exceed.
 *
 * A class without images has anchor 0, and nothing will look like it. O(n d).
 *
 * @param x - Embeddings of real images, float32[n, d].
 * @param labels - Class of each, int32[n], -1 = unknown (left out).
 * @param classes - k.
 * @param share - Share of real images that the floor gives up. @default 0.01
 * @example
 * const x = { data: Float32Array.of(2, 0, 0, 3), rows: 2, cols: 2 }
 * classAnchors(x, Int32Array.of(0, 1), 2).floors // => Float64Array [1, 1]
 */
export function classAnchors(
  x: Matrix,
  labels: Int32Array,
  classes: number,
  share = 0.01,
): ClassAnchors {
  const vectors: Matrix = { data: new Float32Array(classes * x.cols), rows: classes, cols: x.cols }
  labels.forEach((label, row) => {
    if (label < 0) return
    const length = norm(matrixRow(x, row))
    if (!(length > 0)) return
    const anchor = matrixRow(vectors, label)
    matrixRow(x, row).forEach((value, j) => {
      anchor[j] += value / length
    })
  })
  const cosines = Array.from({ length: classes }, (): number[] => [])
  labels.forEach((label, row) => {
    if (label >= 0) cosines[label].push(cosine(matrixRow(x, row), matrixRow(vectors, label)))
  })
  const floors = cosines.map((values) => {
    const sorted = values.filter((value) => !Number.isNaN(value)).sort((a, b) => a - b)
    return sorted[Math.floor(share * sorted.length)] ?? Infinity
  })
  return { vectors, floors: Float64Array.from(floors) }
}

/**
 * Whether generated or collected images still look like the class they are meant to show.
 *
 *     looks like class c  =  cos(x, anchor_c) is the largest over classes and at least floor_c
 *
 * A direction followed too far gives images that are hard because they show something else. O(n d k).
 *
 * @param x - Their embeddings, float32[n, d].
 * @param claimed - The class each is meant to show, int32[n], 0..k-1.
 * @param anchors - From {@link classAnchors}, or text vectors of the reference captions with floors -1.
 * @returns One verdict an image, n of them.
 * @throws RangeError if the dimensions or lengths differ.
 * @example
 * const anchors = { vectors: { data: Float32Array.of(1, 0, 0, 1), rows: 2, cols: 2 }, floors: Float64Array.of(-1, -1) }
 * identityCheck({ data: Float32Array.of(3, 4), rows: 1, cols: 2 }, Int32Array.of(0), anchors)[0] // => { looksLikeClass: false, own: 0.6, other: 1, otherCosine: 0.8 }
 */
export function identityCheck(x: Matrix, claimed: Int32Array, anchors: ClassAnchors): Identity[] {
  const { vectors, floors } = anchors
  if (vectors.cols !== x.cols || claimed.length !== x.rows) {
    throw new RangeError(`${x.rows} × ${x.cols} for ${claimed.length} × ${vectors.cols}`)
  }
  return Array.from(claimed, (label, row) => {
    const cosines = Array.from({ length: vectors.rows }, (_, c) =>
      cosine(matrixRow(x, row), matrixRow(vectors, c)),
    )
    const own = cosines[label] ?? Number.NaN
    let other = -1
    cosines.forEach((value, c) => {
      if (c !== label && !Number.isNaN(value) && !(value <= (cosines[other] ?? -Infinity)))
        other = c
    })
    const otherCosine = cosines[other] ?? Number.NaN
    const looksLikeClass = own >= floors[label] && !(otherCosine > own)
    return { looksLikeClass, own, other, otherCosine }
  })
}

const cosine = (a: Float32Array, b: Float32Array): number => dot(a, b) / (norm(a) * norm(b))
