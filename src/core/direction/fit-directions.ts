import { type Matrix, takeRows } from '../vectors/matrix.ts'
import type { Standardizer } from '../vectors/standardize.ts'
import { combineClasses, type DirectionsResult } from './combine-classes.ts'
import type { ExampleTable } from './example-table.ts'
import { type ClassExamples, type ClassFit, type FitOptions, fitClass } from './fit-class.ts'
import { firstRound, nextRound } from './permutation-rounds.ts'

export interface FitDirectionsOptions extends FitOptions {
  /** Split whose errors are explained. @default 'val' */
  fitSplit?: string | undefined
  /** Group of each example; rows of one group share a fate (robust), int[n]. @default none */
  groups?: ArrayLike<number> | undefined
}

/**
 * Failure directions of all classes: for each true class the direction in embedding space along which the model's
 * errors lie, and whether it is more than chance.
 *
 * @param embeddings - float32[n, d].
 * @param table - The same n examples; those without label or prediction are left out.
 * @param standardizer - Of the training split: `fitStandardizer` (faithful), softened by `softenStandardizer` (robust).
 * @returns One result a class, in the order of `table.classes`, and warnings.
 * @throws RangeError if embeddings and table differ in n.
 * @see Jain et al. 2023, section 2; `fitRobust` and `fitFaithful` for the two profiles.
 * @example
 * const table = {
 *   classes: ['cat'], ids: ['a', 'b', 'c', 'd'], splits: ['val', 'val', 'val', 'val'],
 *   labels: Int32Array.of(0, 0, 0, 0), predictions: Int32Array.of(1, 1, 0, 0), confidence: new Float64Array(4),
 * }
 * const embeddings = { data: Float32Array.of(-2, -1, 1, 2), rows: 4, cols: 1 }
 * const { classes } = fitDirections(embeddings, table, fitStandardizer(embeddings), { profile: 'faithful' })
 * [classes[0].state, classes[0].directions[0].balancedAccuracy] // => ['ok', 1]
 */
export function fitDirections(
  embeddings: Matrix,
  table: ExampleTable,
  standardizer: Standardizer,
  options: FitDirectionsOptions = {},
): DirectionsResult {
  if (embeddings.rows !== table.ids.length) {
    throw new RangeError(
      `Cannot fit directions: ${embeddings.rows} embeddings, expected ${table.ids.length} (one per example)`,
    )
  }
  const examples = table.classes.map((_, label) => examplesOf(embeddings, table, label, options))
  const fits: ClassFit[] = []
  let round = firstRound(examples.length)
  while (round.classes.length > 0) {
    const { classes, permutations } = round
    for (const number of classes) {
      fits[number] = fitClass(standardizer, examples[number], { ...options, permutations })
    }
    round = nextRound(fits, round, options)
  }
  return combineClasses(fits, options.alpha)
}

/** The rows of the split that are of a class and have a prediction. */
function examplesOf(
  embeddings: Matrix,
  { classes, labels, predictions, confidence, splits }: ExampleTable,
  label: number,
  { fitSplit = 'val', groups }: FitDirectionsOptions,
): ClassExamples {
  const rows = Int32Array.from(labels.keys()).filter(
    (row) => labels[row] === label && predictions[row] >= 0 && splits[row] === fitSplit,
  )
  return {
    class: classes[label],
    x: takeRows(embeddings, rows),
    correct: Uint8Array.from(rows, (row) => (predictions[row] === label ? 1 : 0)),
    confidence: Float64Array.from(rows, (row) => confidence[row]),
    groups: groups && Int32Array.from(rows, (row) => groups[row]),
  }
}
