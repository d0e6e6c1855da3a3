import { cosinesWith } from '../../core/vectors/count-nearest.ts'
import type { Matrix } from '../../core/vectors/matrix.ts'
import { matrixRow } from '../../core/vectors/matrix.ts'
import type { CaptionRow } from '../../run/captions-file.ts'
import { type Run, readEmbeddingRows } from '../run-folder/open-run.ts'

/** Text embeddings in the space of the run's images, float32[texts, d]. */
export type TextVectors = (texts: readonly string[]) => Promise<Matrix>

/** The captions of a run, and how to compare texts with its images. */
export interface RunWords {
  /** Rows of `captions.parquet`; none if the run was not captioned. */
  rows: readonly CaptionRow[]
  /** The class without any attribute. */
  reference: (className: string) => string
  textVectors: TextVectors
}

/** What the words say of one direction. */
export interface CaptionTarget {
  class: string
  direction: number
  /** Hard captions, the best first: claimed names before the others. */
  hard: string[]
  easy: string[]
}

/** Hard and easy captions of each direction. @param most - Captions kept on each side. */
export function captionTargets(rows: readonly CaptionRow[], most: number): CaptionTarget[] {
  const directions = new Map<string, CaptionRow[]>()
  for (const row of rows) {
    const key = JSON.stringify([row.class, row.direction])
    directions.set(key, [...(directions.get(key) ?? []), row])
  }
  return [...directions.values()].flatMap((own) => {
    const side = (name: 'hard' | 'easy') =>
      own
        .filter((row) => row.side === name && row.kind !== 'reference' && !row.contradicts)
        .sort((a, b) => Number(b.claimed) - Number(a.claimed) || a.rank - b.rank)
        .slice(0, most)
        .map(({ caption }) => caption)
    const [first] = own
    if (!first) return []
    const { class: name, direction } = first
    return [{ class: name, direction, hard: side('hard'), easy: side('easy') }]
  })
}

/** Cosine of each row's image with each text, float64[texts][rows]; raw embeddings, read in chunks. */
export async function captionCosines(
  run: Run,
  rows: Int32Array,
  texts: Matrix,
): Promise<Float64Array[]> {
  const cosines = Array.from({ length: texts.rows }, () => new Float64Array(rows.length))
  const chunk = 8192
  for (let start = 0; start < rows.length; start += chunk) {
    const x = await readEmbeddingRows(run, rows.subarray(start, start + chunk))
    cosines.forEach((all, i) => {
      all.set(cosinesWith(x, matrixRow(texts, i)), start)
    })
  }
  return cosines
}
