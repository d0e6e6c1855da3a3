import type { Matrix } from '../core/matrix.ts'
import type { ImageSource } from '../io/image-source.ts'
import type { Effects, Warning } from '../run/effects.ts'
import { classColumns } from './class-columns.ts'
import { encodeAhead } from './encode-ahead.ts'
import type { Classifier } from './image-model.ts'

/** What the classifier under study says of the examples of a dataset. */
export interface Predictions {
  /** The dataset's classes, then those that the classifier predicts besides, in the order of its outputs. */
  classes: readonly string[]
  /** Class with the highest probability of ALL outputs, int32[n], index into `classes`; -1 = no readable image. */
  predictions: Int32Array
  /** Probability of the true label, float64[n]; NaN = no label or no readable image. */
  confidence: Float64Array
  /** Probability of each of the dataset's classes, float32[n, k]; NaN = no readable image. */
  probabilities: Matrix
  /** One `unreadable-image` warning an image that could not be decoded. */
  failures: Warning[]
}

/**
 * Runs the classifier on every example of a dataset.
 *
 * Its outputs are matched with the dataset's classes by name. A classifier may know more classes than the dataset has
 * (1,000 of ImageNet, a background class): what it predicts of those is a wrong prediction, not an unknown one.
 *
 * @param images - Source of n images.
 * @param labels - True classes, int32[n], -1 = unknown.
 * @param classes - The dataset's classes, k names.
 * @throws EncoderError if a class of the dataset is none of the classifier's, or the model fails.
 */
export async function classifyExamples(
  images: Pick<ImageSource, 'count' | 'name' | 'read'>,
  { labels, classes }: { labels: Int32Array; classes: readonly string[] },
  classifier: Classifier,
  effects: Effects = {},
): Promise<Predictions> {
  const columns = classColumns(classes, classifier.classes)
  const n = images.count
  const k = classes.length
  const probabilities = { data: new Float32Array(n * k).fill(Number.NaN), rows: n, cols: k }
  const confidence = new Float64Array(n).fill(Number.NaN)
  const best = new Int32Array(n).fill(-1)
  const failures: Warning[] = []
  const everyRow = Int32Array.from({ length: n }, (_, row) => row)
  for await (const batch of encodeAhead(images, everyRow, classifier, effects)) {
    failures.push(...batch.failures)
    batch.rows.forEach((row, i) => {
      const { data, cols } = batch.embeddings
      const output = data.subarray(i * cols, (i + 1) * cols)
      columns.forEach((column, j) => {
        probabilities.data[row * k + j] = output[column] as number
      })
      const label = labels[row] as number
      if (label >= 0) confidence[row] = output[columns[label] as number] as number
      best[row] = argmax(output)
    })
  }
  return {
    ...nameClasses(best, columns, classes, classifier.classes),
    confidence,
    probabilities,
    failures,
  }
}

/** Index of the largest value; the first on ties. */
const argmax = (values: Float32Array) =>
  values.reduce((best, value, i) => (value > (values[best] as number) ? i : best), 0)

/** Predictions as classes: the dataset's, and of the classifier's others those that occur. */
function nameClasses(
  best: Int32Array,
  columns: Int32Array,
  classes: readonly string[],
  outputs: readonly string[],
): Pick<Predictions, 'classes' | 'predictions'> {
  const classOf = new Map(Array.from(columns, (column, i) => [column, i]))
  const others = [...new Set(best)].filter((column) => column >= 0 && !classOf.has(column))
  const extra = others.toSorted((a, b) => a - b)
  extra.forEach((column, i) => {
    classOf.set(column, classes.length + i)
  })
  return {
    classes: [...classes, ...extra.map((column) => outputs[column] as string)],
    predictions: best.map((column) => classOf.get(column) ?? -1),
  }
}
