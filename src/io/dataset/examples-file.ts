import type { ExampleTable } from '../../core/direction/example-table.ts'
import { DataError } from '../../run/errors.ts'
import { EXAMPLE_COLUMNS } from '../../run/files.ts'
import { type Column, type MetadataColumn, numberAt, textAt } from '../tables/column.ts'
import { openParquet } from '../tables/parquet.ts'
import { type ParquetColumn, writeParquet } from '../tables/write-parquet.ts'

/** What a run knows of its examples: the rows of `examples.parquet`, in the order of `embeddings.npy`. */
export interface RunExamples extends ExampleTable {
  /** Path or name of each image, for people; undefined = none. */
  images: readonly (string | undefined)[]
  /** float64[n], NaN = unknown. */
  decisionValues: Float64Array
  /** Decision values with the row's own loss, float64[n], NaN = unknown. */
  combinedValues: Float64Array
  /** int8[n]: 1 flagged, 0 not, -1 unknown. */
  flagged: Int8Array
  /** Mode of each flagged row, by its number in the class, int32[n]; 0 = none. */
  modes: Int32Array
  metadata: Record<string, MetadataColumn>
}

/**
 * Writes `examples.parquet`: the columns of `EXAMPLE_COLUMNS`, then the metadata; unknown values are null. Whole or
 * not at all; equal content gives equal bytes. Probabilities are not kept.
 *
 * @throws DataError if the disk refuses.
 * @throws RangeError if a column is not as long as the ids, or bears a taken name.
 */
export function writeExamples(path: string, examples: RunExamples): Promise<void> {
  const { classes, ids, images, labels, predictions, confidence, splits } = examples
  const className = (index: number) => (index < 0 ? undefined : classes[index])
  const known = (values: ArrayLike<number>) =>
    Array.from(values, (value) => (Number.isNaN(value) ? undefined : value))
  const correct = Array.from(labels, (label, row) =>
    label < 0 || (predictions[row] as number) < 0 ? undefined : label === predictions[row],
  )
  const flags = Array.from(examples.flagged, (flag) => (flag < 0 ? undefined : flag === 1))
  const modes = Array.from(examples.modes, (mode) => (mode === 0 ? undefined : mode))
  const columns: ParquetColumn[] = [
    { name: 'id', type: 'STRING', data: [...ids] },
    { name: 'image', type: 'STRING', data: [...images] },
    { name: 'split', type: 'STRING', data: [...splits] },
    { name: 'label', type: 'STRING', data: Array.from(labels, className) },
    { name: 'prediction', type: 'STRING', data: Array.from(predictions, className) },
    { name: 'correct', type: 'BOOLEAN', data: correct },
    { name: 'confidence', type: 'DOUBLE', data: known(confidence) },
    { name: 'decisionValue', type: 'DOUBLE', data: known(examples.decisionValues) },
    { name: 'combinedValue', type: 'DOUBLE', data: known(examples.combinedValues) },
    { name: 'flagged', type: 'BOOLEAN', data: flags },
    { name: 'mode', type: 'INT32', data: modes },
  ]
  for (const [name, { kind, values }] of Object.entries(examples.metadata)) {
    if (columns.some((column) => column.name === name)) {
      throw new RangeError(`metadata column "${name}" bears the name of an example column`)
    }
    if (kind === 'number') columns.push({ name, type: 'DOUBLE', data: known(values) })
    else columns.push({ name, type: kind === 'text' ? 'STRING' : 'BOOLEAN', data: [...values] })
  }
  return writeParquet(path, columns)
}

/**
 * Reads `examples.parquet` back.
 *
 * @throws DataError if it is missing, damaged, or names a class that the run does not have.
 */
export async function readExamples(path: string, classes: readonly string[]): Promise<RunExamples> {
  const table = await openParquet(path)
  const columns = new Map<string, Column>()
  for (const name of table.names) {
    const column = await table.column(name)
    if (column) columns.set(name, column)
  }
  for (const name of EXAMPLE_COLUMNS) {
    if (columns.has(name)) continue
    const found = `no column ${name}, expected ${EXAMPLE_COLUMNS.join(', ')}`
    throw new DataError(`Cannot read "${path}": ${found}`, { path, column: name })
  }
  const { rows } = table
  const texts = (name: string) => cellsOf(columns.get(name) as Column, rows, textAt)
  const numbers = (name: string) =>
    Float64Array.from(cellsOf(columns.get(name) as Column, rows, numberAt))
  const flags = numbers('flagged')
  const known = new Set<string>(EXAMPLE_COLUMNS)
  const rest = [...columns].filter(([name]) => !known.has(name)) as [string, MetadataColumn][]
  return {
    classes,
    ids: texts('id').map((id) => id ?? ''),
    images: texts('image'),
    splits: texts('split').map((split) => split ?? ''),
    labels: indices(texts('label'), classes, path, 'label'),
    predictions: indices(texts('prediction'), classes, path, 'prediction'),
    confidence: numbers('confidence'),
    decisionValues: numbers('decisionValue'),
    combinedValues: numbers('combinedValue'),
    flagged: Int8Array.from(flags, (flag) => (Number.isNaN(flag) ? -1 : flag)),
    modes: Int32Array.from(numbers('mode'), (mode) => (Number.isNaN(mode) ? 0 : mode)),
    metadata: Object.fromEntries(rest),
  }
}

function cellsOf<T>(column: Column, rows: number, cell: (column: Column, row: number) => T): T[] {
  const cells = new Array<T>(rows)
  for (let row = 0; row < rows; row++) cells[row] = cell(column, row)
  return cells
}

function indices(
  names: readonly (string | undefined)[],
  classes: readonly string[],
  path: string,
  column: string,
): Int32Array {
  const indexOf = new Map(classes.map((name, index) => [name, index]))
  return Int32Array.from(names, (name, row) => {
    const index = name === undefined ? -1 : indexOf.get(name)
    if (index !== undefined) return index
    const found = `${column} "${name}" in row ${row + 1} is none of the run's classes`
    throw new DataError(`Cannot read "${path}": ${found}`, { path, row: row + 1, column })
  })
}
