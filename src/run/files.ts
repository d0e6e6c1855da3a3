/** Names of the files of a run folder, relative to it. */
export const RUN_FILES = {
  manifest: 'run.json',
  /** Tells a run folder from any other before there is a manifest. */
  mark: '.faultline-run',
  /** Who writes into the folder. */
  lock: 'lock',
  examples: 'examples.parquet',
  embeddings: 'embeddings.npy',
  /** Images that could not be read and are no part of the run. */
  skipped: 'skipped.json',
  /** Of the classifier under study, if the run had one. */
  probabilities: 'probabilities.npy',
  /** Names of its columns. */
  classifierClasses: 'classifier-classes.json',
  directions: 'directions.json',
  normals: 'directions.npy',
  standardizer: 'standardizer.npz',
  /** Decision values of the fitted rows by fits without them, float64[n], NaN for other rows. */
  leftOut: 'left-out.npy',
  /** Unit centres of the modes, float64[m, d]; `directions.json` says which row is whose. */
  modes: 'modes.npy',
  captions: 'captions.parquet',
  captionReport: 'captions.json',
  slices: 'slices.json',
  groups: 'groups.json',
  fix: 'fix.json',
  interventions: 'interventions',
  thumbnails: 'thumbnails',
  steps: 'steps',
  cache: 'cache',
  /** A rerun of a finished run, before it replaces it. */
  next: 'next',
  report: 'report.html',
  /** Images from outside, judged by the run. */
  scored: 'scored',
  /** The map: float32[n, 2] of the layout, float32[n, 2] on the first two principal axes, and how they were made. */
  map: 'map.npy',
  mapAxes: 'map-axes.npy',
  mapReport: 'map.json',
  /** Held-out images nearest to each caption. */
  evidence: 'evidence.json',
  /** What readers of the explorer have kept: named slices, tags, notes, decisions about labels. */
  review: 'review.json',
  /** This model against an earlier one. */
  comparison: 'comparison.json',
} as const

/**
 * Columns of `examples.parquet`, before the metadata columns. Unknown values are null. Metadata keep their names; one
 * that collides gets the prefix `meta_`.
 */
export const EXAMPLE_COLUMNS = [
  'id',
  'image',
  'split',
  'label',
  'prediction',
  'correct',
  'confidence',
  'decisionValue',
  'combinedValue',
  'flagged',
  'mode',
] as const

/** Longest file name, less the room for `.webp`, that every common file system takes. */
const NAME_LIMIT = 200
const LONE_SURROGATE = /\p{Surrogate}/gu

/**
 * File name of an example's thumbnail: the id with everything but letters, digits, dot, dash and underscore
 * percent-encoded, so that a hostile id stays one file name inside the folder. A long id is cut and told apart by a
 * 64-bit hash of the whole.
 *
 * @param id - Any string; half a surrogate pair counts as U+FFFD.
 * @returns A name such as `images%2Fcat%2F0001.jpg.webp`, at most 222 characters of ASCII.
 * @example
 * thumbnailName('../a b') // => '..%2Fa%20b.webp'
 */
export function thumbnailName(id: string): string {
  const wellFormed = id.replace(LONE_SURROGATE, '\ufffd')
  const encoded = encodeURIComponent(wellFormed).replace(
    /[!'()*~]/g,
    (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`,
  )
  if (encoded.length <= NAME_LIMIT && wellFormed === id) return `${encoded}.webp`
  return `${encoded.slice(0, NAME_LIMIT)}.${hash(id)}.webp`
}

/** FNV-1a over UTF-16 units, in two 32-bit halves with different starts, as 16 hexadecimal digits. */
function hash(text: string): string {
  const halves = [0x811c9dc5, 0x01000193].map((start) => {
    let value = start
    for (let i = 0; i < text.length; i++) value = Math.imul(value ^ text.charCodeAt(i), 0x01000193)
    return (value >>> 0).toString(16).padStart(8, '0')
  })
  return halves.join('')
}
