import type { ImageSource } from '../io/images/image-source.ts'
import type { Run } from '../pipeline/run-folder/open-run.ts'
import type { AskAnswer, ExplorerFacts } from '../run/explorer.ts'

/** What the server serves, and what it can do beyond the files of the run folder. */
export interface ServedRun {
  run: Run
  facts: ExplorerFacts
  /** The dataset's own images, where they can still be reached. */
  originals?: Pick<ImageSource, 'read'>
  /** Answers a sentence, where there is a text encoder. */
  ask?: (text: string) => Promise<AskAnswer>
  /** Cosine of every example with a sentence, where there is a text encoder. */
  similarTo?: (text: string, signal: AbortSignal) => Promise<Float32Array>
}
