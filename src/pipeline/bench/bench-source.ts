import type { Matrix } from '../../core/vectors/matrix.ts'
import { textAt } from '../../io/tables/column.ts'
import { DataError } from '../../run/errors.ts'
import { type Run, readEmbeddingRows } from '../run-folder/open-run.ts'
import { type BenchWords, readWords, wordOf } from './slice-words.ts'

/** An attribute that images have or not: a value of a column, or a class. */
export interface Attribute {
  name: string
  column: string
  value: string
  /** uint8[n] */
  has: Uint8Array
}

/** Images to make settings of. */
export interface BenchSource {
  name: string
  x: Matrix
  classes: readonly string[]
  /** int32[n] */
  labels: Int32Array
  /** Of a real model, -1 = unknown, int32[n]. */
  predictions: Int32Array
  confidence: Float64Array
  attributes: readonly Attribute[]
  /** What slices can be called; undefined without a text tower. */
  words?: BenchWords | undefined
}

/** Rarest attribute that settings are made of. */
const LEAST_ROWS = 40
/** A column with more values is no attribute: an id, a file name, a measurement. */
const MOST_VALUES = 24

/**
 * The labelled examples of a run as material for settings; its metadata columns of few values are the attributes.
 *
 * @throws DataError if it has fewer than two classes to tell apart; EncoderError if its text tower cannot be loaded.
 */
export async function benchSource(run: Run): Promise<BenchSource> {
  const { examples, manifest } = run
  const rows = Int32Array.from(examples.labels.keys()).filter(
    (row) => (examples.labels[row] ?? -1) >= 0,
  )
  const labels = rows.map((row) => examples.labels[row] ?? -1)
  const used = new Set(labels)
  if (used.size < 2) {
    throw new DataError(
      `Cannot make settings of "${run.folder}": ${used.size} classes with examples, expected at least 2`,
    )
  }
  const attributes = Object.entries(examples.metadata).flatMap(([column, values]): Attribute[] => {
    const texts = Array.from(rows, (row) => textAt(values, row))
    const distinct = new Set(texts.filter((text) => text !== undefined))
    if (distinct.size < 2 || distinct.size > MOST_VALUES) return []
    return [...distinct].sort().map((value) => ({
      name: `${column} = ${value}`,
      column,
      value,
      has: Uint8Array.from(texts, (text) => (text === value ? 1 : 0)),
    }))
  })
  const frequent = attributes.filter(
    ({ has }) => has.reduce((sum, one) => sum + one, 0) >= LEAST_ROWS,
  )
  const names = [...examples.classes, ...frequent.flatMap((attribute) => wordOf(attribute) ?? [])]
  return {
    name: manifest.name,
    x: await readEmbeddingRows(run, rows),
    classes: examples.classes,
    labels,
    predictions: rows.map((row) => examples.predictions[row] ?? -1),
    confidence: Float64Array.from(rows, (row) => examples.confidence[row] ?? Number.NaN),
    attributes: frequent,
    words: await readWords(run, names),
  }
}
