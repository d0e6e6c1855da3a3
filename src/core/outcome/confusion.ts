import type { ExampleTable } from '../direction/example-table.ts'

/** How often each class is taken for each, of the examples whose label and prediction are known. */
export interface Confusion {
  /** k classes. */
  size: number
  /** Examples counted. */
  total: number
  /** Of these, predicted right. */
  correct: number
  /** Examples of each label, int32[k]. */
  labelled: Int32Array
  /** Examples of each prediction, int32[k]. */
  predicted: Int32Array
  /** Pairs that occur, right ones too, the most frequent first. */
  pairs: readonly ConfusedPair[]
}

export interface ConfusedPair {
  /** True class. */
  label: number
  /** Predicted class. */
  prediction: number
  count: number
}

/** Counts pairs of label and prediction, of some rows or all. Memory grows with the pairs that occur, not with k squared. */
export function countConfusion(
  { classes, labels, predictions }: Pick<ExampleTable, 'classes' | 'labels' | 'predictions'>,
  rows?: ArrayLike<number>,
): Confusion {
  const size = classes.length
  const labelled = new Int32Array(size)
  const predicted = new Int32Array(size)
  const counts = new Map<number, number>()
  let total = 0
  let correct = 0
  for (let i = 0; i < (rows ?? labels).length; i++) {
    const row = rows ? rows[i] : i
    const [label, prediction] = [labels[row], predictions[row]]
    if (label < 0 || prediction < 0) continue
    total += 1
    if (label === prediction) correct += 1
    labelled[label] += 1
    predicted[prediction] += 1
    const key = label * size + prediction
    counts.set(key, (counts.get(key) ?? 0) + 1)
  }
  const pairs = [...counts].map(([key, count]) => ({
    label: Math.floor(key / size),
    prediction: key % size,
    count,
  }))
  pairs.sort((a, b) => b.count - a.count || a.label - b.label || a.prediction - b.prediction)
  return { size, total, correct, labelled, predicted, pairs }
}
