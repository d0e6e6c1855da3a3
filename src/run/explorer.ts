import { RUN_FILES } from './files.ts'

/** Files of a run folder that the explorer reads, where they are there; and all below `interventions/`. */
export const EXPLORER_FILES: readonly string[] = [
  RUN_FILES.manifest,
  RUN_FILES.examples,
  RUN_FILES.directions,
  RUN_FILES.captions,
  RUN_FILES.captionReport,
  RUN_FILES.groups,
  RUN_FILES.fix,
  RUN_FILES.map,
  RUN_FILES.mapAxes,
  RUN_FILES.mapReport,
  RUN_FILES.evidence,
  RUN_FILES.review,
  RUN_FILES.comparison,
]

/** What the explorer is told beside the files of the run folder: by the server at `api/facts`, in a report inlined. */
export interface ExplorerFacts {
  /** Changes when the run changes: part of image addresses, so that browsers may keep images for long. */
  version: string
  /** Which of `EXPLORER_FILES` this run has. */
  files: readonly string[]
  /** Thumbnails that can be shown: all, none, or these rows of the examples, ascending. */
  thumbnails: 'all' | 'none' | readonly number[]
  /** Larger images than thumbnails can be shown. */
  originals: boolean
  /** Why sentences cannot be asked about; undefined if they can. */
  noAsk?: string
  /** Tells one state of `review.json` from the next; empty: there is none. */
  reviewBase: string
  heldOut: HeldOutFacts
  /** The run folder as commands name it; undefined in a report. */
  folder?: string
  /** Files under `interventions/`, for download. */
  interventions: readonly { file: string; size: number }[]
  /** What the page shows and was made from earlier results. */
  older: readonly OlderOutput[]
}

/** What the first screen shows of the examples: with it nobody waits for a table of a million rows. */
export interface HeldOutFacts {
  /** Held-out images. */
  images: number
  /** Those whose prediction can be judged, and those that the model gets right. */
  known: number
  right: number
  flagged: number
  /** By class, in the run's order: rows of its hardest held-out images, the hardest first. */
  hardest: readonly (readonly number[])[]
}

/** Something in a run folder that was made from other results than those that are there now. */
export interface OlderOutput {
  /** Its file or folder, relative to the run folder. */
  name: string
  /** Files that have changed since; none if it does not say what it was made from. */
  changed: readonly string[]
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
  /** Why the sentence is like nothing in the data; null = the data shows what it says. */
  likeNothing: string | null
  /** What it says of each direction. */
  directions: readonly {
    class: string
    direction: number
    /** Negative = hard. */
    score: number
    /** Its words name another class. */
    contradicts: boolean
    /** Held-out images prove it as a name. */
    proven: boolean
    /** The words that carry it. */
    part: string | null
    /** One-sided, over held-out images; null = there are none. */
    p: number | null
  }[]
  nearest: readonly NearRow[]
}
