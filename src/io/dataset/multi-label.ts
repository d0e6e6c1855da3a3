import { f1Threshold } from '../../core/statistics/f1-threshold.ts'
import { ConfigError } from '../../run/errors.ts'
import { firstFew } from '../files/first-few.ts'
import { pathOf } from '../tables/combine-tables.ts'
import type { Table } from '../tables/table-type.ts'
import { type DatasetConfig, needColumn } from './dataset-columns.ts'
import { probability } from './probabilities.ts'
import { cellError, numbersOf, type RoleColumn } from './role-values.ts'

/** One label of a multi-label problem, as a problem of two classes: without it and with it. */
export interface BinaryTarget {
  classes: [without: string, having: string]
  /** int32[n]: 1 has the label, 0 does not, -1 unknown. */
  labels: Int32Array
  /** The model's probability of the label, float64[n], NaN = unknown. */
  probability: Float64Array
  columns: string[]
}

/**
 * The target label of a multi-label dataset.
 *
 * @returns undefined if the config names no multi-label columns.
 * @throws ConfigError if there are several labels and no target, or another target.
 * @throws DataError on a label that is not 0 or 1, or a probability out of range.
 */
export async function readTarget(
  config: DatasetConfig,
  table: Table,
): Promise<BinaryTarget | undefined> {
  if (config.multiLabel === undefined) return undefined
  const name = targetName(config.multiLabel, config.target)
  const { label, probability: chance } = config.multiLabel[name] as {
    label: string
    probability: string
  }
  const labels = await needColumn(table, label, `dataset.multiLabel.${name}.label`)
  const chances = await needColumn(table, chance, `dataset.multiLabel.${name}.probability`)
  const labelColumn = { column: labels, name: label, path: pathOf(table, label) }
  const chanceColumn = { column: chances, name: chance, path: pathOf(table, chance) }
  return {
    classes: [`not ${name}`, name],
    labels: Int32Array.from(numbersOf(labelColumn, table.rows), (value, row) =>
      binary(value, labelColumn, row),
    ),
    probability: numbersOf(chanceColumn, table.rows).map((value, row) =>
      probability(value, chanceColumn, row),
    ),
    columns: [label, chance],
  }
}

function targetName(labels: Record<string, unknown>, target: string | undefined): string {
  const names = Object.keys(labels)
  const name = target ?? (names.length === 1 ? names[0] : undefined)
  if (name !== undefined && names.includes(name)) return name
  throw new ConfigError(
    `Cannot choose the label: dataset.target is ${target === undefined ? 'not set' : `"${target}"`}, expected one of ${firstFew(names, 20)}`,
    { issues: [{ path: 'dataset.target', message: `expected one of ${names.join(', ')}` }] },
  )
}

function binary(value: number, column: RoleColumn, row: number): number {
  if (value === 0 || value === 1) return value
  if (Number.isNaN(value)) return -1
  throw cellError(column, row, `${value}, expected 0 or 1`)
}

/**
 * Predictions of a target: it is predicted where its probability reaches the threshold with the best F1 score on the
 * rows of the fit split.
 *
 * @returns int32[n], -1 where the probability is unknown, and the threshold.
 */
export function predictTarget(
  { labels, probability: chance }: BinaryTarget,
  splits: readonly string[],
  fitSplit: string,
): { predictions: Int32Array; threshold: number } {
  const fit = [...labels.keys()].filter(
    (row) => splits[row] === fitSplit && labels[row] !== -1 && !Number.isNaN(chance[row]),
  )
  const threshold = f1Threshold(
    fit.map((row) => chance[row] as number),
    fit.map((row) => labels[row] as number),
  )
  const predictions = Int32Array.from(chance, (value) =>
    Number.isNaN(value) ? -1 : Number(value >= threshold),
  )
  return { predictions, threshold }
}
