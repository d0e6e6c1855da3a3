import type { NamedCaptions } from '../../core/caption/pick-captions.ts'
import { type Matrix, stackRows, takeRows } from '../../core/vectors/matrix.ts'
import type { CaptionList, ListedClass } from './caption-list.ts'
import { contentWords } from './caption-words.ts'

/** A sentence that is not in the list of a run, float32[d]. */
export interface Sentence {
  text: string
  vector: Float32Array
}

/**
 * The captions of a class and further sentences behind them, with the parts of the list that their words make up, and a part
 * of their own for words that the list does not have.
 */
export function withSentences(
  list: CaptionList,
  own: ListedClass,
  vectors: Matrix,
  sentences: readonly Sentence[],
): NamedCaptions {
  const { cols } = vectors
  const added = sentences.map(({ vector }) => ({ data: vector, rows: 1, cols }))
  const all = stackRows([takeRows(vectors, own.rows), ...added])
  const shared = [...new Set(own.parts.flat())].map((part) => ({
    part,
    words: contentWords(list.parts[part] ?? ''),
  }))
  const partsOf = ({ text }: Sentence, at: number) => {
    const words = new Set(contentWords(text))
    const said = shared.filter(
      (one) => one.words.length > 0 && one.words.every((word) => words.has(word)),
    )
    const covered = new Set(said.flatMap((one) => one.words))
    const isCovered = [...words].every((word) => covered.has(word))
    // What no caption of the list says is a part of the sentence alone.
    const own = isCovered ? [] : [list.parts.length + at]
    return [...said.map(({ part }) => part), ...own]
  }
  return {
    texts: [
      ...Array.from(own.rows, (row) => list.texts[row] ?? ''),
      ...sentences.map((s) => s.text),
    ],
    vectors: all,
    rows: Array.from({ length: all.rows }, (_, row) => row),
    parts: [...own.parts, ...sentences.map(partsOf)],
  }
}
