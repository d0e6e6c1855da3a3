import type { ExampleTable } from '../../core/direction/example-table.ts'
import type { Matrix } from '../../core/vectors/matrix.ts'
import type { Warn } from '../../run/effects.ts'
import { DataError } from '../../run/errors.ts'
import type { Table } from '../tables/table-type.ts'
import { type DatasetConfig, type Role, roleColumn, roleName, roleOf } from './dataset-columns.ts'
import { divideSplits } from './divide-splits.ts'
import { type ClassValues, type MatchedClasses, matchClasses } from './match-classes.ts'
import { type BinaryTarget, predictTarget, readTarget } from './multi-label.ts'
import { argmaxRows, listLength, probability, readProbabilities } from './probabilities.ts'
import { nameAt, namesOf, numbersOf } from './role-values.ts'

/** Classes, labels, predictions, confidence and splits, and the columns that they were made of. */
export type Outcomes = Omit<ExampleTable, 'ids'> & { used: Set<string> }

/** A table of examples and what else decides their outcomes. */
export interface OutcomeSource {
  table: Table
  ids: readonly string[]
  /** For examples that name no split. */
  seed: number
  /** Split that the threshold of a multi-label target is chosen on. */
  fitSplit: string
}

/** What the columns of a table say of labels and predictions. */
export async function readOutcomes(
  config: DatasetConfig,
  source: OutcomeSource,
  onWarning: Warn,
): Promise<Outcomes> {
  const { table, ids, seed } = source
  const target = await readTarget(config, table)
  const known = target ? undefined : await readClasses(config, table, onWarning)
  const labels = target?.labels ?? known?.labels ?? new Int32Array()
  const named = await splitNames(config, table)
  const splits = divideSplits({ ids, labels, named }, seed, onWarning)
  const outcomes = target
    ? targetOutcomes(target, splits, source.fitSplit)
    : await classOutcomes(config, table, known as MatchedClasses)
  const roles: Role[] = ['id', 'image', 'label', 'prediction', 'confidence', 'split']
  for (const role of roles) outcomes.used.add(roleColumn(config, table, role) ?? '')
  return { ...outcomes, splits }
}

async function readClasses(
  config: DatasetConfig,
  table: Table,
  onWarning: Warn,
): Promise<MatchedClasses> {
  const label = await classValues(config, table, 'label')
  const prediction = await classValues(config, table, 'prediction')
  const named = [label, prediction].find((column) => column?.names)?.names
  const listed = config.classes ?? named
  const twice = listed?.find((name, index) => listed.indexOf(name) !== index)
  if (twice !== undefined) {
    throw new DataError(`Cannot use the classes of "${table.path}": "${twice}" is named twice`, {
      path: table.path,
      hint: 'give each class its own name in dataset.classes',
    })
  }
  const size = await listLength(config, table)
  const matched = matchClasses(label, prediction, { listed, size }, table.rows, onWarning)
  if (matched.classes.length === 0) {
    throw new DataError(
      `Cannot find labels in "${table.path}": columns ${table.names.join(', ') || '(none)'}, expected ${roleName(config, 'label')}`,
      {
        path: table.path,
        hint: 'name the column in dataset.columns.label (--column label=NAME), or write a header if the file has none',
      },
    )
  }
  return matched
}

/** Labels or predictions; numbers that the file itself names, as Hugging Face's ClassLabel, are names already. */
async function classValues(
  config: DatasetConfig,
  table: Table,
  role: 'label' | 'prediction',
): Promise<(ClassValues & { names?: readonly string[] }) | undefined> {
  const column = await roleOf(config, table, role)
  if (column === undefined) return undefined
  const { name, path } = column
  const names = table.classNames(name)
  const isIndex = config.arrays?.[`${role}s`] !== undefined || names !== undefined
  return { values: namesOf(column, table.rows), name, path, isIndex, ...(names && { names }) }
}

async function classOutcomes(config: DatasetConfig, table: Table, known: MatchedClasses) {
  const { classes, labels } = known
  const found = await readProbabilities(config, table, classes)
  const likeliest = found && argmaxRows(found.matrix)
  const predictions = known.predictions.map((index, row) =>
    index < 0 ? (likeliest?.[row] ?? -1) : index,
  )
  const confidence = await readConfidence(config, table, labels, found?.matrix)
  const used = new Set(found?.columns)
  const probabilities = found && { probabilities: found.matrix }
  return { classes, labels, predictions, confidence, ...probabilities, used }
}

function targetOutcomes(target: BinaryTarget, splits: readonly string[], fitSplit: string) {
  const { classes, labels, probability: chance, columns } = target
  const { predictions } = predictTarget(target, splits, fitSplit)
  const confidence = chance.map(
    (value, row) => [1 - value, value][labels[row] as number] ?? Number.NaN,
  )
  const data = Float32Array.from([...chance].flatMap((value) => [1 - value, value]))
  const probabilities = { data, rows: chance.length, cols: 2 }
  return { classes, labels, predictions, confidence, probabilities, used: new Set(columns) }
}

/** As the column says, else the probability of the true label. */
async function readConfidence(
  config: DatasetConfig,
  table: Table,
  labels: Int32Array,
  probabilities: Matrix | undefined,
): Promise<Float64Array> {
  const role = await roleOf(config, table, 'confidence')
  const values = role && numbersOf(role, table.rows)
  return Float64Array.from(labels, (label, row) => {
    const value = values?.[row] ?? Number.NaN
    if (role && !Number.isNaN(value)) return probability(value, role, row)
    if (!probabilities || label < 0) return Number.NaN
    return probabilities.data[row * probabilities.cols + label] as number
  })
}

async function splitNames(config: DatasetConfig, table: Table): Promise<(string | undefined)[]> {
  const column = (await roleOf(config, table, 'split'))?.column
  return Array.from({ length: table.rows }, (_, row) => column && nameAt(column, row))
}
