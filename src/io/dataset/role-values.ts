import { DataError } from '../../run/errors.ts'
import { firstFew } from '../files/first-few.ts'
import { type Column, textAt } from '../tables/column.ts'

/** A column that plays a role, and what a message says of it. */
export interface RoleColumn {
  column: Column
  name: string
  /** File. */
  path: string
}

/** A cell at fault: `Cannot use COLUMN of row ROW of "FILE": FOUND`. */
export function cellError(
  { name, path }: Pick<RoleColumn, 'name' | 'path'>,
  row: number,
  found: string,
  hint?: string,
): DataError {
  return new DataError(`Cannot use ${name} of row ${row + 1} of "${path}": ${found}`, {
    path,
    row: row + 1,
    column: name,
    hint,
  })
}

/** Blanks of every kind, among them those without width. */
const BLANKS = /^[\s\u200b\u2060]+|[\s\u200b\u2060]+$/gu

/** What programs write for a name that is not known. `None` and `NA` are not here: they may be classes. */
const UNKNOWN_NAME = /^(?:nan|nat|<na>|#n\/a)?$/i
const UNKNOWN_NUMBER = /^(?:nan|nat|<na>|#n\/a|n\/a|na|null|none|-|\?)?$/i
const DECIMAL_COMMA = /^[-+]?\d*,\d+(?:e[-+]?\d+)?$/i
const NUMBER = /^[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?$/i

/** What Python prints for a number that nobody took out of its array: `tensor(3, device='cuda:0')`, `np.int64(3)`. */
const BOXED = /^(?:tensor|array|np\.\w+|tf\.Tensor)\(\[?\s*(-?\d+(?:\.\d*)?)\s*\]?(?:,.*)?\)$/

/** A text as names are compared: without the blanks round it, in Unicode's composed form. */
export const tidyName = (text: string): string => text.replace(BLANKS, '').normalize('NFC')

/**
 * The name in one cell of a role column: id, image, label, prediction or split. This is the one place that reads
 * one: blanks round it do not count, `nan` in any case is unknown.
 */
export function nameAt(column: Column, row: number): string | undefined {
  const text = textAt(column, row)
  if (text === undefined) return undefined
  const tidy = tidyName(text)
  const name = BOXED.exec(tidy)?.[1] ?? tidy
  return UNKNOWN_NAME.test(name) ? undefined : name
}

/**
 * The names in a role column. Where its cells are objects, as `{ "label": "cat", "confidence": 0.9 }` of FiftyOne,
 * the name is their `label`.
 *
 * @throws DataError on lists, images, or objects without a label.
 */
export function namesOf(role: RoleColumn, rows: number): (string | undefined)[] {
  const { column, name, path } = role
  if (column.kind === 'list' || column.kind === 'image') {
    throw new DataError(
      `Cannot use column "${name}" of "${path}": ${column.kind === 'list' ? 'lists of numbers' : 'images'}, expected a name or a number a row`,
      { path, column: name, hint: 'name another column in dataset.columns' },
    )
  }
  const cells = Array.from({ length: rows }, (_, row) => nameAt(column, row))
  const first = cells.find((cell) => cell !== undefined)
  if (first === undefined || labelOfObject(first) === undefined) return cells
  return cells.map((cell, row) => {
    if (cell === undefined) return undefined
    const label = labelOfObject(cell)
    if (typeof label === 'string') return UNKNOWN_NAME.test(tidyName(label)) ? undefined : label
    throw cellError(
      role,
      row,
      `${cell.slice(0, 60)}, expected an object with a text "label", or plain names throughout`,
    )
  })
}

/** The label in a cell that is a JSON object: null if it has none, undefined if the cell is no object. */
function labelOfObject(cell: string): string | null | undefined {
  if (!cell.startsWith('{') || !cell.endsWith('}')) return undefined
  try {
    const { label } = JSON.parse(cell) as { label?: unknown }
    return typeof label === 'string' || typeof label === 'number' ? tidyName(String(label)) : null
  } catch {
    return undefined
  }
}

/**
 * The numbers in a role column: confidence, probabilities. Decimal commas and per cent signs are read; a column of
 * numbers without any of those may not hold words.
 *
 * @returns float64[rows], NaN = unknown.
 * @throws DataError with the cell that is no number.
 */
export function numbersOf(role: RoleColumn, rows: number): Float64Array {
  const { column } = role
  if (column.kind === 'number') return Float64Array.from(column.values.subarray(0, rows))
  if (column.kind === 'boolean') {
    return Float64Array.from({ length: rows }, (_, row) => {
      const value = column.values[row]
      return value === undefined ? Number.NaN : Number(value)
    })
  }
  const bad: number[] = []
  const values = Float64Array.from({ length: rows }, (_, row) => {
    const text = tidyName(textAt(column, row) ?? '')
    const value = parseNumber(text)
    if (Number.isNaN(value) && !UNKNOWN_NUMBER.test(text)) bad.push(row)
    return value
  })
  const [row] = bad
  if (row === undefined) return values
  const examples = bad.slice(0, 3).map((at) => tidyName(textAt(column, at) ?? column.kind))
  const found = `expected a number, found ${firstFew(examples)} (${bad.length} of ${rows} rows)`
  throw cellError(role, row, found, 'correct these cells, or leave them empty')
}

/** A number as people write it: `0.93`, `0,93`, `93 %`. */
function parseNumber(text: string): number {
  const percent = text.endsWith('%')
  const digits = percent ? tidyName(text.slice(0, -1)) : text
  const plain = DECIMAL_COMMA.test(digits) ? digits.replace(',', '.') : digits
  if (!NUMBER.test(plain)) return Number.NaN
  return percent ? Number(plain) / 100 : Number(plain)
}
