/** Names of the files of a run folder, relative to it. */
export const RUN_FILES = {
  manifest: 'run.json',
  examples: 'examples.parquet',
  embeddings: 'embeddings.npy',
  directions: 'directions.json',
  normals: 'directions.npy',
  standardizer: 'standardizer.npz',
  captions: 'captions.parquet',
  captionReport: 'captions.json',
  slices: 'slices.json',
  groups: 'groups.json',
  fix: 'fix.json',
  interventions: 'interventions',
  thumbnails: 'thumbnails',
  steps: 'steps',
  cache: 'cache',
  report: 'report.html',
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
  'flagged',
] as const

/**
 * File name of an example's thumbnail: the id with everything but letters, digits, dot, dash and underscore
 * percent-encoded, so that a hostile id stays one file name inside the folder.
 *
 * @param id - Any string.
 * @returns A name such as `images%2Fcat%2F0001.jpg.webp`.
 * @example
 * thumbnailName('../a b') // => '..%2Fa%20b.webp'
 */
export function thumbnailName(id: string): string {
  return `${encodeURIComponent(id).replace(/[!'()*~]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`)}.webp`
}
