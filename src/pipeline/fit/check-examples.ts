import type { ExampleTable } from '../../core/direction/example-table.ts'
import { firstFew } from '../../io/files/first-few.ts'
import type { Config } from '../../run/config.ts'
import type { Warning } from '../../run/effects.ts'
import { DataError } from '../../run/errors.ts'

/** Number of examples of each split, by name. */
export function countSplits({ splits }: Pick<ExampleTable, 'splits'>): Record<string, number> {
  const counts = new Map<string, number>()
  for (const split of splits) counts.set(split, (counts.get(split) ?? 0) + 1)
  return Object.fromEntries([...counts].toSorted(([a], [b]) => (a < b ? -1 : 1)))
}

/** The split that gives mean and deviation: the one of the config, or where that is empty the fit split. */
export function standardizeSplit(table: ExampleTable, { method }: Config): string {
  const counts = countSplits(table)
  return (counts[method.standardizeSplit] ?? 0) >= 2 ? method.standardizeSplit : method.fitSplit
}

/**
 * The config with splits that the examples have: where there is no `val` but a `test`, the errors of `test` are explained and
 * nothing is left to check flags on.
 */
export function withSplits(
  config: Config,
  table: ExampleTable,
  onWarning: (warning: Warning) => void,
): Config {
  const { fitSplit, heldOutSplit } = config.method
  const { val = 0, test = 0 } = countSplits(table)
  const isUsual = fitSplit === 'val' && heldOutSplit === 'test' && !config.dataset.multiLabel
  if (!isUsual || val > 0 || test === 0) return config
  onWarning({
    code: 'explained-test',
    message:
      'There is no split "val": the errors of "test" are explained, and nothing is left to check flags on; method.fitSplit names another',
  })
  return { ...config, method: { ...config.method, fitSplit: 'test', heldOutSplit: 'none' } }
}

/**
 * Checks before the long work starts that there is something to explain.
 *
 * @param hasPredictions - False if the classifier has yet to make them.
 */
export function checkExamples(
  table: ExampleTable,
  config: Config,
  hasPredictions: boolean,
  onWarning: (warning: Warning) => void,
): void {
  const { fitSplit, heldOutSplit, standardizeSplit: wanted } = config.method
  const counts = countSplits(table)
  const found = Object.entries(counts)
    .map(([name, count]) => `${name} (${count})`)
    .join(', ')
  const inFit = table.splits.flatMap((split, row) => (split === fitSplit ? [row] : []))
  if (inFit.length < 2) {
    throw new DataError(
      `Cannot fit: split "${fitSplit}" has ${inFit.length} examples, found ${found}`,
      {
        hint: `name the split with --set method.fitSplit=NAME, or give examples the split "${fitSplit}"`,
      },
    )
  }
  if (inFit.every((row) => table.labels[row] === -1)) {
    throw new DataError(`Cannot fit: no example of split "${fitSplit}" has a label`, {
      hint: 'name the column with the true class: dataset.columns.label (--column label=NAME)',
    })
  }
  if (hasPredictions && inFit.every((row) => table.predictions[row] === -1)) {
    throw new DataError(`Cannot fit: no example of split "${fitSplit}" has a prediction`, {
      hint: 'name the column of predictions (--column prediction=NAME), dataset.predictions or classifier.onnx',
    })
  }
  const { classes } = table
  const asTexts = classes.toSorted()
  const isListed = config.dataset.classes ?? config.classifier?.classes
  if (config.classifier && !isListed && asTexts.some((name, c) => name !== classes[c])) {
    onWarning({
      code: 'class-order',
      message: `The classes are numbers, and the outputs of the classifier are taken in the order ${firstFew(classes, 5)}; torchvision's ImageFolder has ${firstFew(asTexts, 5)}: list the order of the outputs in classifier.classes`,
    })
  }
  if (standardizeSplit(table, config) !== wanted) {
    onWarning({
      code: 'standardized-on-fit-split',
      message: `Split "${wanted}" has ${counts[wanted] ?? 0} examples: mean and deviation come from "${fitSplit}"`,
    })
  }
  if (heldOutSplit !== 'none' && (counts[heldOutSplit] ?? 0) === 0) {
    onWarning({
      code: 'no-held-out-split',
      message: `Split "${heldOutSplit}" is empty: flags are not checked on held-out examples`,
    })
  }
}
