import { softmax } from '../../core/vectors/vector.ts'
import { DataError } from '../../run/errors.ts'
import { readText } from '../files/text-encoding.ts'
import { resolveInput } from '../objects/address.ts'
import type { Column } from '../tables/column.ts'
import { readNpy } from '../vectors/npy.ts'
import { type DatasetConfig, roleName } from './dataset-columns.ts'

/** Columns given as array and text files in row order. */
export interface ArrayColumns {
  rows: number
  columns: Map<string, Column>
  files: string[]
  /** File of a column. */
  pathOf: (name: string) => string
}

/**
 * The arrays of a dataset as columns under the names of their roles.
 *
 * @param rows - Length they must have, where a table sets it.
 * @throws DataError on an array of another length or shape.
 */
export async function readArrays(
  config: DatasetConfig,
  baseFolder: string,
  rows: number | undefined,
): Promise<ArrayColumns> {
  const { ids, labels, predictions, probabilities, logits, splits } = config.arrays ?? {}
  const paths = new Map<string, string>()
  const found: ArrayColumns & { first?: string } = {
    rows: rows ?? -1,
    columns: new Map(),
    files: [],
    pathOf: (name) => paths.get(name) ?? baseFolder,
  }
  const add = async (
    file: string | undefined,
    role: 'id' | 'label' | 'prediction' | 'probabilities' | 'split',
    read: (path: string) => Promise<{ column: Column; count: number }>,
  ) => {
    if (file === undefined) return
    const path = resolveInput(baseFolder, file)
    const { column, count } = await read(path)
    if (found.rows < 0) found.rows = count
    if (count !== found.rows) {
      throw new DataError(
        `Cannot use "${path}": ${count} rows, expected ${found.rows}${found.first ? ` as in "${found.first}"` : ', one an example'}`,
        { path },
      )
    }
    found.first ??= path
    found.columns.set(roleName(config, role), column)
    found.files.push(path)
    paths.set(roleName(config, role), path)
  }
  await add(ids, 'id', readLines)
  await add(labels, 'label', readIndices)
  await add(predictions, 'prediction', readIndices)
  await add(probabilities, 'probabilities', readLists)
  await add(logits, 'probabilities', readLogits)
  await add(splits, 'split', readLines)
  return found
}

async function readLines(path: string): Promise<{ column: Column; count: number }> {
  const values = (await readText(path)).split(/\r?\n/)
  if (values.at(-1) === '') values.pop()
  return { column: { kind: 'text', values }, count: values.length }
}

async function readIndices(path: string): Promise<{ column: Column; count: number }> {
  const { shape, data } = await readNpy(path)
  if (shape.length !== 1 && !(shape.length === 2 && shape[1] === 1))
    throw shapeError(path, shape, '(n,)')
  const row = data.findIndex((value) => !Number.isInteger(value))
  if (row >= 0) {
    const message = `Cannot use row ${row + 1} of "${path}": ${data[row]}, expected an integer`
    throw new DataError(message, { path, row: row + 1 })
  }
  return { column: { kind: 'number', values: Float64Array.from(data) }, count: data.length }
}

async function readLists(path: string): Promise<{ column: Column; count: number }> {
  const { shape, data } = await readNpy(path)
  const [count, k] = shape
  if (shape.length !== 2 || count === undefined || k === undefined)
    throw shapeError(path, shape, '(n, k)')
  const values = Array.from({ length: count }, (_, row) => data.subarray(row * k, (row + 1) * k))
  return { column: { kind: 'list', values }, count }
}

/** Logits as probabilities: softmax of each row. */
async function readLogits(path: string): Promise<{ column: Column; count: number }> {
  const { column, count } = await readLists(path)
  const values = column.kind === 'list' ? column.values : []
  return { column: { kind: 'list', values: values.map((row) => row && softmax(row)) }, count }
}

function shapeError(path: string, shape: readonly number[], expected: string): DataError {
  const isOneHot = expected === '(n,)' && shape.length === 2
  return new DataError(`Cannot use "${path}": shape (${shape.join(', ')}), expected ${expected}`, {
    path,
    hint: isOneHot ? 'of a column a class, one-hot or scores, save x.argmax(1)' : undefined,
  })
}
