import type { ExampleTable } from './example-table.ts'

/**
 * Examples whose label is more likely wrong than the model: the model is sure of another class although nothing
 * about the image is hard. Exactly: prediction differs from label, probability of the label below `doubt`, probability of the
 * prediction above 1 - `doubt` (where all probabilities are known), and a positive decision value.
 *
 * A suspicion to look at, not a verdict: a failure mode that the direction misses looks the same.
 *
 * @param table - n examples.
 * @param decisionValues - float64[n], NaN = unknown: no suspicion.
 * @param doubt - Default .05.
 * @returns Rows, the least probable label first.
 * @see Northcutt et al. 2021, "Confident Learning", section 3, for the idea of confident disagreement.
 * @example
 * const table = {
 *   classes: ['cat', 'dog'], ids: ['a', 'b', 'c'], splits: ['test', 'test', 'test'], labels: Int32Array.of(0, 0, 0),
 *   predictions: Int32Array.of(1, 1, 0), confidence: Float64Array.of(0.01, 0.4, 0.9),
 * }
 * suspectedLabelErrors(table, Float64Array.of(0.5, 0.5, 0.5)) // => Int32Array [0]
 */
export function suspectedLabelErrors(
  table: Pick<ExampleTable, 'labels' | 'predictions' | 'confidence' | 'probabilities'>,
  decisionValues: ArrayLike<number>,
  doubt = 0.05,
): Int32Array {
  const { labels, predictions, confidence, probabilities } = table
  const rows: number[] = []
  for (let row = 0; row < labels.length; row++) {
    const prediction = predictions[row]
    if (labels[row] < 0 || prediction < 0 || prediction === labels[row]) continue
    if (!(confidence[row] < doubt && decisionValues[row] > 0)) continue
    const sure = probabilities?.data[row * probabilities.cols + prediction]
    if (sure === undefined || sure > 1 - doubt) rows.push(row)
  }
  return Int32Array.from(rows).sort((a, b) => confidence[a] - confidence[b] || a - b)
}
