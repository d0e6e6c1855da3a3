import type { ExampleTable } from '../core/example-table.ts'
import type { Matrix } from '../core/matrix.ts'
import type { Warning } from '../run/effects.ts'
import { DataError } from '../run/errors.ts'
import { type ClassColumn, classesOfValues, classIndices } from './class-values.ts'
import { numberAt, textAt } from './column.ts'
import type { DatasetOptions } from './dataset.ts'
import { type DatasetConfig, type Role, roleColumn, roleName } from './dataset-columns.ts'
import { divideSplits } from './divide-splits.ts'
import { argmaxRows, listLength, probability, readProbabilities } from './probabilities.ts'
import type { Table } from './table-type.ts'

/** Classes, labels, predictions, confidence and splits, and the columns that they were made of. */
export type Outcomes = Omit<ExampleTable, 'ids'> & { used: Set<string> }

/** What the columns of a table say of labels and predictions. */
export async function readOutcomes(
  config: DatasetConfig,
  table: Table,
  ids: readonly string[],
  options: DatasetOptions,
  onWarning: (warning: Warning) => void,
): Promise<Outcomes> {
  const label = await classColumn(config, table, 'label')
  const prediction = await classColumn(config, table, 'prediction')
  const classes = await classNames(
    config,
    table,
    [label, prediction].filter((column) => column !== undefined),
  )
  const unknown = () => new Int32Array(table.rows).fill(-1)
  const labels = label ? classIndices(label, classes, table.rows) : unknown()
  const predictions = prediction ? classIndices(prediction, classes, table.rows) : unknown()
  const probabilities = await readProbabilities(config, table, classes)
  if (probabilities) fillFrom(predictions, argmaxRows(probabilities.matrix))
  const confidence = await readConfidence(config, table, labels, probabilities?.matrix)
  const splits = divideSplits(
    { ids, labels, named: await splitNames(config, table) },
    options.seed ?? 0,
    onWarning,
  )
  const roles: Role[] = ['id', 'image', 'label', 'prediction', 'confidence', 'split']
  const used = new Set(roles.flatMap((role) => roleColumn(config, table, role) ?? []))
  for (const column of probabilities?.columns ?? []) used.add(column)
  return {
    classes,
    labels,
    predictions,
    confidence,
    splits,
    used,
    ...(probabilities ? { probabilities: probabilities.matrix } : {}),
  }
}

async function classColumn(
  config: DatasetConfig,
  table: Table,
  role: 'label' | 'prediction',
): Promise<ClassColumn | undefined> {
  const name = roleColumn(config, table, role)
  const column = name === undefined ? undefined : await table.column(name)
  if (name === undefined || column === undefined) return undefined
  const isArray = config.arrays?.[`${role}s`] !== undefined
  return {
    column,
    name,
    path: table.path,
    isIndex: isArray || table.classNames(name) !== undefined,
  }
}

async function classNames(
  config: DatasetConfig,
  table: Table,
  columns: readonly ClassColumn[],
): Promise<readonly string[]> {
  const named =
    config.classes ?? columns.map(({ name }) => table.classNames(name)).find((list) => list)
  const classes = named ?? classesOfValues(columns, table.rows, await listLength(config, table))
  if (classes.length > 0) return classes
  throw new DataError(
    `Cannot find labels in "${table.path}": columns ${table.names.join(', ') || '(none)'}, expected ${roleName(config, 'label')}`,
    {
      path: table.path,
      hint: 'set dataset.columns.label, or dataset.classes for examples without labels',
    },
  )
}

async function readConfidence(
  config: DatasetConfig,
  table: Table,
  labels: Int32Array,
  probabilities: Matrix | undefined,
) {
  const name = roleColumn(config, table, 'confidence')
  const column = name === undefined ? undefined : await table.column(name)
  return Float64Array.from(labels, (label, row) => {
    const given =
      column && name ? probability(numberAt(column, row), table.path, row, name) : Number.NaN
    if (!Number.isNaN(given) || !probabilities || label < 0) return given
    return probabilities.data[row * probabilities.cols + label] as number
  })
}

async function splitNames(config: DatasetConfig, table: Table): Promise<(string | undefined)[]> {
  const name = roleColumn(config, table, 'split')
  const column = name === undefined ? undefined : await table.column(name)
  return Array.from({ length: table.rows }, (_, row) => column && textAt(column, row))
}

function fillFrom(target: Int32Array, source: Int32Array): void {
  source.forEach((value, i) => {
    if (target[i] === -1) target[i] = value
  })
}
