import type { Matrix } from '../vectors/matrix.ts'

/**
 * What is known of n examples, as columns in one row order: the order of the embeddings.
 *
 * Classes are indices into `classes`; -1 stands for "unknown" (an unlabelled pool image, a missing prediction).
 */
export interface ExampleTable {
  /** Class names, k of them. */
  classes: readonly string[]
  /** One unique id an example, n of them. */
  ids: readonly string[]
  /** True class of each example, int32[n], -1 = unknown. */
  labels: Int32Array
  /** Class that the model predicts, int32[n], -1 = unknown. */
  predictions: Int32Array
  /** Model's probability of the TRUE label, float64[n] in 0..1, NaN = unknown. */
  confidence: Float64Array
  /** Model's probability of each class, float32[n, k], where known. */
  probabilities?: Matrix
  /** `train`, `val`, `test`, `pool` or a user's own name, n of them. */
  splits: readonly string[]
}

/**
 * Rows of an example table that lie in one split, in order.
 *
 * @param table - n examples.
 * @param split - Name of the split.
 * @returns Row numbers, ascending, int32.
 * @example
 * const table = {
 *   classes: ['cat'], ids: ['a', 'b', 'c'], splits: ['val', 'test', 'val'],
 *   labels: Int32Array.of(0, 0, 0), predictions: Int32Array.of(0, 0, 0), confidence: Float64Array.of(1, 1, 1),
 * }
 * rowsOfSplit(table, 'val') // => Int32Array [0, 2]
 */
export function rowsOfSplit(table: ExampleTable, split: string): Int32Array {
  return Int32Array.from(table.splits.keys()).filter((row) => table.splits[row] === split)
}
