import { Readable } from 'node:stream'
import { CsvError, parse } from 'csv-parse'
import type { Warn } from '../../run/effects.ts'
import { DataError } from '../../run/errors.ts'
import { fileError, isSystemError } from '../files/file-error.ts'
import { openText } from '../files/text-encoding.ts'
import { addCell, type CsvCells, columnOfCells } from './csv-column.ts'
import { checkTableSize, rowError } from './table-limits.ts'
import { type IsName, type Table, tableOf } from './table-type.ts'

/** A row longer than this comes of a quote that is never closed. */
const MAX_ROW = 1 << 24

const FORMAT = {
  skip_empty_lines: true,
  relax_column_count: true,
  max_record_size: MAX_ROW,
}

/**
 * A CSV file: UTF-8, UTF-16 or, with a warning, Windows-1252; a header row, quoted fields, any line ends. The separator
 * is the one that a first line `sep=;` names, else a tab, semicolon or bar where the header has those and no comma. A column of numbers becomes numbers, one of true and
 * false booleans, any other texts; an empty cell is unknown. Columns without a name are dropped.
 *
 * @param isName - Columns to keep as text.
 * @throws DataError with the row where the file is malformed.
 */
export async function readCsv(
  path: string,
  isName: IsName = () => false,
  onWarning?: Warn,
): Promise<Table> {
  const form = await findForm(path, onWarning)
  const texts = new Set<string>()
  for (;;) {
    const known = texts.size
    const cells = await readCells(path, form, (name) => isName(name) || texts.has(name), texts)
    // A column that turned out to be text half-way is read again, letter by letter.
    if (texts.size > known) continue
    const rows = (cells[0]?.numbers ?? cells[0]?.texts ?? []).length
    const named = cells.filter(({ name }) => name !== '')
    return tableOf(path, rows, new Map(named.map((column) => [column.name, columnOfCells(column)])))
  }
}

async function readCells(path: string, form: CsvForm, isText: IsName, texts: Set<string>) {
  let cells: CsvCells[] | undefined
  let row = 0
  const { stream, text } = await openText(path)
  const parser = parse({ ...form, ...FORMAT })
  Readable.from(text)
    .on('error', (error) => parser.destroy(error))
    .pipe(parser)
  try {
    for await (const record of parser as AsyncIterable<string[]>) {
      if (cells === undefined) {
        cells = startCells(path, record, isText)
        continue
      }
      row += 1
      if (row % 1024 === 0) checkTableSize(path, row, cells.length)
      if (record.length !== cells.length) {
        const found = `${record.length} fields, expected ${cells.length} as in the header`
        const hint =
          row === 1 ? 'the first line must be the header: take lines above it out' : undefined
        throw rowError(path, row, found, { hint })
      }
      addRecord(cells, record, texts)
    }
  } catch (cause) {
    throw csvError(path, cause)
  } finally {
    stream.destroy()
  }
  if (cells === undefined) {
    throw new DataError(`Cannot read table "${path}": it is empty, expected a header row`, { path })
  }
  return cells
}

function addRecord(
  cells: readonly CsvCells[],
  record: readonly string[],
  texts: Set<string>,
): void {
  for (let i = 0; i < cells.length; i++) {
    const column = cells[i] as CsvCells
    if (addCell(column, record[i] as string)) continue
    texts.add(column.name)
    column.numbers?.push(Number.NaN)
  }
}

function startCells(path: string, header: readonly string[], isText: IsName): CsvCells[] {
  checkTableSize(path, 0, header.length)
  const seen = new Set<string>()
  return header.map((raw) => {
    // numpy.savetxt puts a # before its header.
    const name = raw.trim().replace(/^# */, '')
    if (name !== '' && seen.has(name)) {
      throw new DataError(`Cannot read table "${path}": two columns are named "${name}"`, {
        path,
        column: name,
      })
    }
    seen.add(name)
    return { name, numbers: isText(name) ? undefined : [], texts: [] }
  })
}

function csvError(path: string, cause: unknown): unknown {
  if (isSystemError(cause)) return fileError(cause, 'read', path)
  if (!(cause instanceof CsvError)) return cause
  // The header counts as a record, so this is the number of the row after those that were read.
  return rowError(path, Number(cause['records']), cause.message, { cause })
}

/** How the fields of a file are told apart, as csv-parse takes it. */
interface CsvForm {
  delimiter: string
  /** Line of the header, from 1. */
  from_line: number
  /** Rows that were appended on another system end otherwise than the header. */
  record_delimiter: string[]
}

/** Looks at the first line alone. */
async function findForm(path: string, onWarning?: Warn): Promise<CsvForm> {
  const { stream, text } = await openText(path, onWarning)
  try {
    const { value } = await text.next()
    const [, header = '', end] = /^([^\r\n]*)(\r(?!\n))?/.exec(value ?? '') ?? []
    const record_delimiter = end === undefined ? ['\r\n', '\n'] : ['\r']
    // Excel's own line, which no other program reads.
    const named = /^"?sep=(.)"?$/i.exec(header)?.[1]
    if (named !== undefined) return { delimiter: named, from_line: 2, record_delimiter }
    const delimiter = [',', '\t', ';', '|'].find((mark) => header.includes(mark)) ?? ','
    return { delimiter, from_line: 1, record_delimiter }
  } catch (cause) {
    throw csvError(path, cause)
  } finally {
    stream.destroy()
  }
}
