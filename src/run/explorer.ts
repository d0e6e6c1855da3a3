/**
 * What the explorer is told beside the files of the run folder: by the server at `api/facts`, in a report inlined.
 */
export interface ExplorerFacts {
  /** Changes when the run changes: part of image addresses, so that browsers may keep images for long. */
  version: string
  /** Thumbnails that can be shown: all, none, or these rows of the examples, ascending. */
  thumbnails: 'all' | 'none' | readonly number[]
  /** Larger images than thumbnails can be shown. */
  originals: boolean
  /** Why sentences cannot be asked about; undefined if they can. */
  noAsk?: string
  /** Files under `interventions/`, for download. */
  interventions: readonly { file: string; size: number }[]
}

/** An example near another, or near a sentence. */
export interface NearRow {
  row: number
  /** Cosine, of embeddings. */
  similarity: number
}

/** Two examples of a class that look like copies of one another. */
export interface NearPair {
  rows: [number, number]
  similarity: number
}

/** Answer to a sentence. */
export interface AskAnswer {
  text: string
  /** Score on each direction, negative = hard. */
  directions: readonly { class: string; direction: number; score: number }[]
  nearest: readonly NearRow[]
}

/** Body of a refused request. */
export interface ExplorerRefusal {
  error: string
}
