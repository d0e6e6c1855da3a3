import { createReadStream } from 'node:fs'
import { CsvError, parse } from 'csv-parse'
import { DataError } from '../../run/errors.ts'
import { fileError, isSystemError } from '../files/file-error.ts'
import { openFile, readBytes } from '../files/read-bytes.ts'
import { addCell, type CsvCells, columnOfCells } from './csv-column.ts'
import { type IsName, type Table, tableOf } from './table-type.ts'

/** A row longer than this comes of a quote that is never closed. */
const MAX_ROW = 1 << 24

const FORMAT = {
  bom: true,
  skip_empty_lines: true,
  relax_column_count: true,
  max_record_size: MAX_ROW,
}

/**
 * A CSV file: UTF-8 with or without byte order mark, a header row, quoted fields, any line ends. The separator is a
 * tab or semicolon where the header has those and no comma. A column of numbers becomes numbers, one of true and
 * false booleans, any other texts; an empty cell is unknown. Columns without a name are dropped.
 *
 * @param isName - Columns to keep as text.
 * @throws DataError with the row where the file is malformed.
 */
export async function readCsv(path: string, isName: IsName = () => false): Promise<Table> {
  const delimiter = await findDelimiter(path)
  const texts = new Set<string>()
  for (;;) {
    const known = texts.size
    const cells = await readCells(path, delimiter, (name) => isName(name) || texts.has(name), texts)
    // A column that turned out to be text half-way is read again, letter by letter.
    if (texts.size > known) continue
    const rows = Math.max(0, ...cells.map(({ numbers, texts: all }) => (numbers ?? all).length))
    const named = cells.filter(({ name }) => name !== '')
    return tableOf(path, rows, new Map(named.map((column) => [column.name, columnOfCells(column)])))
  }
}

async function readCells(path: string, delimiter: string, isText: IsName, texts: Set<string>) {
  let cells: CsvCells[] | undefined
  let row = 0
  const stream = createReadStream(path)
  const parser = stream.pipe(parse({ delimiter, ...FORMAT }))
  stream.on('error', (error) => parser.destroy(error))
  try {
    for await (const record of parser as AsyncIterable<string[]>) {
      if (cells === undefined) {
        cells = startCells(path, record, isText)
        continue
      }
      row += 1
      if (record.length !== cells.length) {
        throw new DataError(
          `Cannot read table "${path}": row ${row}: ${record.length} fields, expected ${cells.length} as in the header`,
          { path, row },
        )
      }
      addRecord(cells, record, texts)
    }
  } catch (cause) {
    throw csvError(path, cause)
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
  const seen = new Set<string>()
  return header.map((raw) => {
    const name = raw.trim()
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
  const row = Number(cause['records'])
  return new DataError(`Cannot read table "${path}": row ${row}: ${cause.message}`, {
    path,
    row,
    cause,
  })
}

/** Looks at the header line alone. */
async function findDelimiter(path: string): Promise<string> {
  const { file, size } = await openFile(path)
  try {
    const start = await readBytes(file, path, 0, Math.min(size, 65_536))
    if ((start[0] === 0xff && start[1] === 0xfe) || (start[0] === 0xfe && start[1] === 0xff)) {
      throw new DataError(`Cannot read table "${path}": its text is UTF-16, expected UTF-8`, {
        path,
        hint: 'save it again as "CSV UTF-8"',
      })
    }
    const header = new TextDecoder().decode(start).split(/[\r\n]/, 1)[0] ?? ''
    return [',', '\t', ';'].find((mark) => header.includes(mark)) ?? ','
  } finally {
    await file.close()
  }
}
