import type { Warn } from '../../run/effects.ts'
import { DataError } from '../../run/errors.ts'
import { fileError, isSystemError } from '../files/file-error.ts'
import { parseJson } from '../files/parse-json.ts'
import { openText, readText } from '../files/text-encoding.ts'
import { textLines } from '../files/text-lines.ts'
import { cocoRows, isCoco } from './coco.ts'
import type { Column } from './column.ts'
import { columnOfValues } from './column-of-values.ts'
import { checkTableSize, rowError } from './table-limits.ts'
import { type Table, tableOf } from './table-type.ts'

/** Characters of one row. */
const LONGEST_LINE = 2 ** 26

/**
 * A file with one JSON object a line. A key that a row lacks is unknown there; types are those of JSON, and a
 * column of more than one type becomes texts. Lists of numbers stay lists.
 *
 * @throws DataError with the row that is no JSON object.
 */
export async function readJsonl(path: string, onWarning?: Warn): Promise<Table> {
  const table = columnsOfObjects(path)
  const { stream, text } = await openText(path, onWarning)
  try {
    for await (const line of textLines(text, LONGEST_LINE)) {
      if (line.trim() !== '') table.add(parseRow(path, table.rows() + 1, line))
    }
  } catch (cause) {
    if (!(cause instanceof RangeError)) {
      throw isSystemError(cause) ? fileError(cause, 'read', path) : cause
    }
    throw rowError(path, table.rows() + 1, cause.message)
  } finally {
    stream.destroy()
  }
  return table.finish()
}

/**
 * A file that is one JSON list of objects, as pandas writes with `orient="records"`; or a COCO file with one category an
 * image: see `cocoRows`.
 *
 * @throws DataError if it is anything else.
 */
export async function readJsonTable(path: string, onWarning?: Warn): Promise<Table> {
  const value = parseRow(path, undefined, await readText(path, onWarning))
  const rows = isCoco(value) ? cocoRows(path, value) : value
  if (!Array.isArray(rows)) {
    const keys = Object.keys(value ?? {}).slice(0, 5)
    throw new DataError(
      `Cannot read table "${path}": one ${typeof value}${keys.length > 0 ? ` with the keys ${keys.join(', ')}` : ''}, expected a list of objects, one a row, or a COCO file with images, annotations and categories`,
      { path, hint: 'with pandas: to_json(path, orient="records")' },
    )
  }
  const table = columnsOfObjects(path)
  for (const row of rows) table.add(row)
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
      if (rows % 1024 === 0) checkTableSize(path, rows, columns.size)
      for (const [key, cell] of Object.entries(rowOf(path, rows, value))) {
        let column = columns.get(key)
        if (column === undefined) {
          column = []
          columns.set(key, column)
          checkTableSize(path, rows, columns.size)
        }
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

function parseRow(path: string, row: number | undefined, text: string): unknown {
  try {
    return parseJson(text)
  } catch (cause) {
    try {
      return parseJson(text.replace(STRING_OR_NAN, (part) => (part === 'NaN' ? 'null' : part)))
    } catch {
      const where = row === undefined ? '' : `row ${row} is `
      throw new DataError(
        `Cannot read table "${path}": ${where}not JSON, ${(cause as Error).message}`,
        { path, cause, row },
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
