import { type Matrix, matrixRow } from '../../core/vectors/matrix.ts'
import { argmax } from '../../core/vectors/vector.ts'
import { firstFew } from '../files/first-few.ts'
import { type Column, type ListColumn, textAt } from '../tables/column.ts'
import { pathOf } from '../tables/combine-tables.ts'
import type { Table } from '../tables/table-type.ts'
import { type DatasetConfig, missingColumn, needColumn } from './dataset-columns.ts'
import { cellError, numbersOf, type RoleColumn } from './role-values.ts'

/** How far a probability may lie outside 0 to 1: what rounding does. */
const SLACK = 1e-3

/** Probabilities a class and the columns that they came from. */
export interface Probabilities {
  matrix: Matrix
  columns: string[]
}

/**
 * Probability of each class, from a list column or from one column a class, float32[n, k]. A row without any is
 * NaN.
 *
 * @throws DataError on a column that is missing for some class, a list of another length, or a value that is no
 *   probability.
 */
export async function readProbabilities(
  config: DatasetConfig,
  table: Table,
  classes: readonly string[],
): Promise<Probabilities | undefined> {
  const setting = config.columns.probabilities
  if (setting === '') return undefined // no column plays the role
  const list = setting ?? 'probabilities'
  if (!list.includes('*') && (setting !== undefined || table.names.includes(list))) {
    const column = await needColumn(table, list, 'dataset.columns.probabilities')
    return { matrix: listMatrix(table, list, column, classes), columns: [list] }
  }
  const pattern = setting ?? 'p_*'
  const columns = patternColumns(pattern, table, classes)
  const missing = columns.filter((name) => !table.names.includes(name))
  if (missing.length > 0) {
    if (setting === undefined && missing.length === columns.length) return undefined
    throw missingColumn(table, missing[0] as string, 'dataset.columns.probabilities')
  }
  const matrix = emptyMatrix(table.rows, classes.length)
  for (let k = 0; k < columns.length; k++) {
    const name = columns[k] as string
    const column = await needColumn(table, name, 'dataset.columns.probabilities')
    const role = { column, name, path: pathOf(table, name) }
    numbersOf(role, table.rows).forEach((value, row) => {
      matrix.data[row * matrix.cols + k] = probability(value, role, row)
    })
  }
  return { matrix, columns }
}

/** Columns of a pattern, one a class: by the names of the classes, or by their numbers. */
function patternColumns(pattern: string, { names }: Table, classes: readonly string[]): string[] {
  const byName = classes.map((name) => pattern.replace('*', () => name))
  const byNumber = classes.map((_, c) => pattern.replace('*', String(c)))
  const isNumbered =
    byNumber.every((name) => names.includes(name)) &&
    !names.includes(pattern.replace('*', String(classes.length)))
  return isNumbered && !byName.every((name) => names.includes(name)) ? byNumber : byName
}

/** Number of classes that a list column of probabilities has in its first row, or that columns are numbered for. */
export async function listLength(config: DatasetConfig, table: Table): Promise<number | undefined> {
  const pattern = config.columns.probabilities
  if (pattern?.includes('*')) {
    const isThere = (c: number) => table.names.includes(pattern.replace('*', String(c)))
    let length = 0
    while (isThere(length)) length += 1
    return length === 0 ? undefined : length
  }
  const column = await table.column(config.columns.probabilities ?? 'probabilities')
  for (let row = 0; column && row < table.rows; row++) {
    const list = listAt(column, row)
    if (list) return list.length
  }
  return undefined
}

function listMatrix(
  table: Table,
  name: string,
  column: Column,
  classes: readonly string[],
): Matrix {
  const matrix = emptyMatrix(table.rows, classes.length)
  const cells = { name, path: pathOf(table, name) }
  for (let row = 0; row < table.rows; row++) {
    const list = listAt(column, row)
    if (list === undefined) continue
    if (list.length !== classes.length) {
      const found = `${list.length} numbers, expected ${classes.length}, one a class`
      throw cellError(cells, row, `${found}: ${firstFew(classes)}`)
    }
    for (let k = 0; k < list.length; k++) {
      matrix.data[row * matrix.cols + k] = probability(Number(list[k]), cells, row)
    }
  }
  return matrix
}

/** CSV has no lists: there they are written as JSON, or as NumPy prints them, `[0.1 0.9]`. */
function listAt(column: Column, row: number): ArrayLike<number> | undefined {
  if (column.kind === 'list') return (column as ListColumn).values[row]
  const text = textAt(column, row)
  if (text === undefined) return undefined
  try {
    const value: unknown = JSON.parse(
      text.replace(/(?<=[\d.])\s+(?=[\d.-])/g, ', ').replace(/\.(?=[,\]\s])/g, ''),
    )
    return Array.isArray(value) ? value : [Number.NaN]
  } catch {
    return [Number.NaN]
  }
}

/** @throws DataError unless the value is unknown or between 0 and 1. */
export function probability(
  value: number,
  column: Pick<RoleColumn, 'name' | 'path'>,
  row: number,
): number {
  if (value < -SLACK || value > 1 + SLACK) {
    throw cellError(
      column,
      row,
      `${value}, expected a probability from 0 to 1`,
      'give probabilities after softmax; raw outputs of a model go into dataset.arrays.logits, and per cent are written with their sign',
    )
  }
  return Math.min(1, Math.max(0, value))
}

function emptyMatrix(rows: number, cols: number): Matrix {
  return { data: new Float32Array(rows * cols).fill(Number.NaN), rows, cols }
}

/** Class of the largest probability of each row, int32[n], -1 where they are unknown. */
export function argmaxRows(x: Matrix): Int32Array {
  return Int32Array.from({ length: x.rows }, (_, row) => argmax(matrixRow(x, row)))
}
