import type { Warn } from '../../run/effects.ts'
import { DataError } from '../../run/errors.ts'
import { firstFew } from '../files/first-few.ts'
import { gatherColumn } from '../tables/column.ts'
import { splitName } from '../tables/splits.ts'
import type { Table } from '../tables/table-type.ts'
import { type DatasetConfig, roleName } from './dataset-columns.ts'
import { matchClasses } from './match-classes.ts'
import { namesOf } from './role-values.ts'

/** Fewer rows may differ by chance. */
const LEAST_ROWS = 20

/** What the first table says, in the order of its rows. */
export interface OwnOutcomes {
  ids: readonly string[]
  classes: readonly string[]
  labels: Int32Array
  splits: readonly string[]
  /** The data name splits; they were not divided at random. */
  namesSplits: boolean
}

/**
 * Compares labels and splits of a second table with those of the first, which count: the two were made by different
 * programs, and where most labels differ the rows or the classes are not the same.
 *
 * @param rows - Row of the second table for each of the first, -1 = none.
 * @throws DataError where more than half of the labels differ.
 */
export async function compareJoined(
  own: OwnOutcomes,
  second: Table,
  rows: Int32Array,
  config: DatasetConfig,
  onWarning: Warn,
): Promise<void> {
  const cells = async (role: 'label' | 'split') => {
    const name = roleName(config, role)
    const column = await second.column(name)
    if (column === undefined) return undefined
    const gathered = { column: gatherColumn(column, rows), name, path: second.path }
    return { ...gathered, values: namesOf(gathered, rows.length) }
  }
  const label = await cells('label')
  if (label) {
    const isIndex = second.classNames(label.name) !== undefined
    const facts = { listed: own.classes, size: undefined }
    const { labels } = matchClasses({ ...label, isIndex }, undefined, facts, rows.length, onWarning)
    const known = [...labels.keys()].filter((row) => labels[row] !== -1 && own.labels[row] !== -1)
    report('label', known, (row) => labels[row] !== own.labels[row], own, second, onWarning)
  }
  const split = own.namesSplits ? await cells('split') : undefined
  if (split) {
    const known = [...rows.keys()].filter((row) => split.values[row] !== undefined)
    const differs = (row: number) => splitName(split.values[row] ?? '') !== own.splits[row]
    report('split', known, differs, own, second, onWarning)
  }
}

function report(
  what: 'label' | 'split',
  known: readonly number[],
  differs: (row: number) => boolean,
  { ids }: OwnOutcomes,
  { path }: Table,
  onWarning: Warn,
): void {
  const other = known.filter(differs)
  if (other.length === 0) return
  const message = `${other.length} of ${known.length} rows of "${path}" have another ${what} than the images or the first table: ${firstFew(other.map((row) => ids[row] ?? ''))}`
  if (what === 'label' && known.length >= LEAST_ROWS && other.length > known.length / 2) {
    throw new DataError(`Cannot join predictions: ${message}`, {
      path,
      hint: 'check the order of the class names in dataset.classes, and that the rows are of these images',
    })
  }
  onWarning({ code: `other-${what}s`, message: `${message}; theirs are not used`, where: path })
}
