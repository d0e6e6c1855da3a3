import type { Dataset } from '../../io/dataset/dataset.ts'
import { type MetadataColumn, textAt } from '../../io/tables/column.ts'
import type { MethodConfig } from '../../run/config.ts'
import { ConfigError } from '../../run/errors.ts'
import type { FitTask } from './fit-one-class.ts'

/**
 * One task a class: its examples of the fit split that have a prediction, in dataset order.
 *
 * @param labelClasses - Number of classes that labels may name.
 * @throws ConfigError if the column of `foldGroups` does not exist.
 */
export function fitTasks(
  dataset: Dataset,
  labelClasses: number,
  { fitSplit, foldGroups }: Pick<MethodConfig, 'fitSplit' | 'foldGroups'>,
): FitTask[] {
  const { classes, labels, predictions, splits } = dataset
  const groups = foldGroups === undefined ? undefined : groupNumbers(dataset, foldGroups)
  const members: number[][] = Array.from({ length: labelClasses }, () => [])
  labels.forEach((label, row) => {
    if (label >= 0 && predictions[row] !== -1 && splits[row] === fitSplit) members[label]?.push(row)
  })
  return members.map((list, label) => {
    const rows = Int32Array.from(list)
    return {
      class: classes[label] ?? '',
      rows,
      correct: Uint8Array.from(rows, (row) => (predictions[row] === label ? 1 : 0)),
      groups: groups && rows.map((row) => groups[row] ?? 0),
    }
  })
}

/** A number for each distinct value of a metadata column; an example without a value is a group of its own. */
function groupNumbers({ metadata, ids }: Dataset, name: string): Int32Array {
  const column: MetadataColumn | undefined = Object.hasOwn(metadata, name)
    ? metadata[name]
    : undefined
  if (column === undefined) {
    const found = Object.keys(metadata).join(', ') || 'none'
    throw new ConfigError(`Cannot group folds by "${name}": the metadata columns are ${found}`, {
      hint: 'set method.foldGroups to one of them',
    })
  }
  const numbers = new Map<string, number>()
  return Int32Array.from(ids, (_, row) => {
    const text = textAt(column, row)
    const value = text === undefined ? `row ${row}` : `value ${text}`
    const number = numbers.get(value) ?? numbers.size
    numbers.set(value, number)
    return number
  })
}
