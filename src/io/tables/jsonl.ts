import { createInterface } from 'node:readline'
import { Readable } from 'node:stream'
import type { Warning } from '../../run/effects.ts'
import { DataError } from '../../run/errors.ts'
import { fileError, isSystemError } from '../files/file-error.ts'
import { openText, readText } from '../files/text-encoding.ts'
import type { Column } from './column.ts'
import { columnOfValues } from './column-of-values.ts'
import { type Table, tableOf } from './table-type.ts'

/**
 * A file with one JSON object a line. A key that a row lacks is unknown there; types are those of JSON, and a
 * column of more than one type becomes texts. Lists of numbers stay lists.
 *
 * @throws DataError with the row that is no JSON object.
 */
export async function readJsonl(
  path: string,
  onWarning?: (warning: Warning) => void,
): Promise<Table> {
  const table = columnsOfObjects(path)
  const { stream, text: chunks } = await openText(path, onWarning)
  const input = Readable.from(chunks)
  const lines = createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })
  const failed = new Promise<never>((_, reject) => input.once('error', reject))
  failed.catch(() => undefined)
  try {
    const iterator = lines[Symbol.asyncIterator]()
    for (;;) {
      const { value: line, done } = await Promise.race([iterator.next(), failed])
      if (done) break
      const text = line as string
      if (text.trim() !== '') table.add(parseJson(path, table.rows() + 1, text))
    }
  } catch (cause) {
    throw isSystemError(cause) ? fileError(cause, 'read', path) : cause
  } finally {
    lines.close()
    input.destroy()
    stream.destroy()
  }
  return table.finish()
}

/**
 * A file that is one JSON list of objects, as pandas writes with `orient="records"`.
 *
 * @throws DataError if it is anything else.
 */
export async function readJsonTable(
  path: string,
  onWarning?: (warning: Warning) => void,
): Promise<Table> {
  const value = parseJson(path, undefined, await readText(path, onWarning))
  if (!Array.isArray(value)) {
    const keys = Object.keys(value ?? {}).slice(0, 5)
    throw new DataError(
      `Cannot read table "${path}": one ${typeof value}${keys.length > 0 ? ` with the keys ${keys.join(', ')}` : ''}, expected a list of objects, one a row`,
      { path, hint: 'with pandas: to_json(path, orient="records")' },
    )
  }
  const table = columnsOfObjects(path)
  for (const row of value) table.add(row)
  return table.finish()
}

/** Columns that grow by a row at a time. */
function columnsOfObjects(path: string) {
  const columns = new Map<string, unknown[]>()
  let rows = 0
  return {
    rows: () => rows,
    add: (value: unknown) => {
      rows += 1
      for (const [key, cell] of Object.entries(rowOf(path, rows, value))) {
        const column = columns.get(key) ?? []
        columns.set(key, column)
        column[rows - 1] = cell
      }
    },
    finish: (): Table => {
      const finished = new Map<string, Column>()
      for (const [name, values] of columns) finished.set(name, columnOfValues(values, rows))
      return tableOf(path, rows, finished)
    },
  }
}

/** A text of JSON strings, or a NaN outside them, which Python writes and JSON does not know. */
const STRING_OR_NAN = /"(?:[^"\\]|\\.)*"|\bNaN\b/g

function parseJson(path: string, row: number | undefined, text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    try {
      return JSON.parse(text.replace(STRING_OR_NAN, (part) => (part === 'NaN' ? 'null' : part)))
    } catch {
      const where = row === undefined ? '' : `row ${row} is `
      throw new DataError(
        `Cannot read table "${path}": ${where}not JSON, ${(cause as Error).message}`,
        { path, cause, ...(row !== undefined && { row }) },
      )
    }
  }
}

function rowOf(path: string, row: number, value: unknown): object {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    const kind = value === null ? 'value' : typeof value
    throw new DataError(
      `Cannot read table "${path}": row ${row} is ${Array.isArray(value) ? 'a list' : `the ${kind} ${JSON.stringify(value).slice(0, 40)}`}, expected an object`,
      { path, row },
    )
  }
  return value
}
