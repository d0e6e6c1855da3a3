import type { Dataset } from '../../io/dataset/dataset.ts'
import { type MetadataColumn, textAt } from '../../io/tables/column.ts'
import type { MethodConfig } from '../../run/config.ts'
import type { Warning } from '../../run/effects.ts'
import { ConfigError } from '../../run/errors.ts'
import type { FitTask } from './fit-some.ts'

/** Bytes that the rows of one class may take as float64: 512 MiB, or 131,072 rows of 512 features. */
const CLASS_BYTES = 2 ** 29

/**
 * One task a class: its examples of the fit split that have a prediction, in dataset order. Of a class of more rows than
 * memory is given to, the robust profile takes as many evenly spaced ones, and says so.
 *
 * @param labelClasses - Number of classes that labels may name.
 * @throws ConfigError if the column of `groups` does not exist.
 */
export function fitTasks(
  dataset: Dataset,
  labelClasses: number,
  cols: number,
  { fitSplit, groups: column, profile }: Pick<MethodConfig, 'fitSplit' | 'groups' | 'profile'>,
  onWarning: (warning: Warning) => void,
): FitTask[] {
  const { classes, labels, predictions, confidence, splits } = dataset
  const groups = column === undefined ? undefined : groupNumbers(dataset, column)
  const most =
    profile === 'faithful' ? Number.POSITIVE_INFINITY : Math.floor(CLASS_BYTES / 8 / cols)
  const members: number[][] = Array.from({ length: labelClasses }, () => [])
  labels.forEach((label, row) => {
    if (label >= 0 && predictions[row] !== -1 && splits[row] === fitSplit) members[label]?.push(row)
  })
  return members.map((list, label) => {
    const name = classes[label] ?? ''
    if (list.length > most) {
      onWarning({
        code: 'class-sampled',
        message: `Class "${name}" has ${list.length} examples in split "${fitSplit}": its direction is fitted on ${most} of them, evenly spaced`,
        where: name,
      })
    }
    const rows = evenly(Int32Array.from(list), most)
    return {
      class: name,
      rows,
      correct: Uint8Array.from(rows, (row) => (predictions[row] === label ? 1 : 0)),
      confidence: Float64Array.from(rows, (row) => confidence[row] ?? Number.NaN),
      groups: groups && rows.map((row) => groups[row] ?? 0),
    }
  })
}

/** Some rows; of more than so many, evenly spaced ones. */
export function evenly(rows: Int32Array, most: number): Int32Array {
  if (rows.length <= most) return rows
  const at = (k: number) => Math.floor((k * rows.length) / most)
  return Int32Array.from({ length: most }, (_, k) => rows[at(k)] ?? 0)
}

/** A number for each distinct value of a metadata column; an example without a value is a group of its own. */
function groupNumbers({ metadata, ids }: Dataset, name: string): Int32Array {
  const column: MetadataColumn | undefined = Object.hasOwn(metadata, name)
    ? metadata[name]
    : undefined
  if (column === undefined) {
    const found = Object.keys(metadata).join(', ') || 'none'
    throw new ConfigError(`Cannot group examples by "${name}": the metadata columns are ${found}`, {
      hint: 'set method.groups to one of them',
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
