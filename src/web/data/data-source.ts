import type { AskAnswer, ExplorerFacts, NearPair, NearRow } from '../../run/explorer.ts'
import type { ReviewFile } from '../../run/review-file.ts'

/** The only door to data: a server that reads a run folder, or a report that holds a part of one. */
export interface DataSource {
  kind: 'server' | 'report'
  facts(): Promise<ExplorerFacts>
  /** A file of the run folder; undefined if this run has none. */
  file(name: string): Promise<ArrayBuffer | undefined>
  /** Address of an example's image; undefined if there is none to show. */
  image(row: number, size: 'thumbnail' | 'original'): string | undefined
  /** Address of a file under `interventions/`; undefined if it cannot be had here. */
  download(file: string): string | undefined
  /** Examples with the nearest embeddings, nearest first; undefined if not known here. */
  neighbours(row: number, signal: AbortSignal): Promise<readonly NearRow[] | undefined>
  /** Near-copies among the hardest and easiest held-out images of a class. */
  duplicates(className: string): Promise<readonly NearPair[]>
  /** Decision values of a further direction for all examples of its class, in row order. */
  decisionValues(normalRow: number): Promise<Float32Array | undefined>
  ask(text: string): Promise<AskAnswer>
  /** Cosine of every example's embedding with a sentence, in row order. */
  similarities(text: string, signal: AbortSignal): Promise<Float32Array>
  /** Keeps what the reader said about images. @throws Error in plain words if it cannot be kept. */
  saveReview(review: ReviewFile): Promise<void>
  /** Where that is kept, in plain words. */
  reviewPlace: string
}
