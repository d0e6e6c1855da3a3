import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'
import { DataError } from '../../run/errors.ts'
import { fileError, isSystemError } from '../files/file-error.ts'
import type { Column } from './column.ts'
import { columnOfValues } from './column-of-values.ts'
import { type Table, tableOf } from './table-type.ts'

/**
 * A file with one JSON object a line. A key that a row lacks is unknown there; types are those of JSON, and a
 * column of more than one type becomes texts. Lists of numbers stay lists.
 *
 * @throws DataError with the row that is no JSON object.
 */
export async function readJsonl(path: string): Promise<Table> {
  const columns = new Map<string, unknown[]>()
  let rows = 0
  const input = createReadStream(path, 'utf8')
  const lines = createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })
  const failed = new Promise<never>((_, reject) => input.once('error', reject))
  failed.catch(() => undefined)
  try {
    const iterator = lines[Symbol.asyncIterator]()
    for (;;) {
      const { value: line, done } = await Promise.race([iterator.next(), failed])
      if (done) break
      const text = (line as string).replace(/^\uFEFF/, '')
      if (text.trim() === '') continue
      rows += 1
      for (const [key, value] of Object.entries(parseRow(path, rows, text))) {
        let column = columns.get(key)
        if (column === undefined) {
          column = []
          columns.set(key, column)
        }
        column[rows - 1] = value
      }
    }
  } catch (cause) {
    throw isSystemError(cause) ? fileError(cause, 'read', path) : cause
  } finally {
    lines.close()
    input.destroy()
  }
  const finished = new Map<string, Column>()
  for (const [name, values] of columns) finished.set(name, columnOfValues(values, rows))
  return tableOf(path, rows, finished)
}

function parseRow(path: string, row: number, text: string): object {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (cause) {
    throw new DataError(`Cannot read table "${path}": row ${row} is not JSON`, { path, row, cause })
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new DataError(
      `Cannot read table "${path}": row ${row} is ${Array.isArray(value) ? 'a list' : `the ${value === null ? 'value' : typeof value} ${text.slice(0, 40)}`}, expected an object`,
      { path, row },
    )
  }
  return value
}
