import type { ExplorerFacts, NearPair, NearRow } from './explorer.ts'

/** Ids of the script tags of a report that hold its data as text that no browser executes. */
export const REPORT_TAGS = {
  data: 'faultline-data',
  thumbnails: 'faultline-thumbnails',
} as const

/** JSON in the first tag: files of the run folder as they are, and what was computed from its embeddings. */
export interface ReportData {
  facts: ExplorerFacts
  /** File name to base64 of gzip. */
  files: Record<string, string>
  /** By row. */
  neighbours: Record<string, readonly NearRow[]>
  /** By class. */
  duplicates: Record<string, readonly NearPair[]>
  /** By row of `directions.npy`: base64 of float32. */
  decisionValues: Record<string, string>
}

/** JSON in the second tag: WebP images in base64, by row. */
export type ReportThumbnails = Record<string, string>
