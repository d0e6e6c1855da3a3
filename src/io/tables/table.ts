import { extname } from 'node:path'
import type { Warn } from '../../run/effects.ts'
import { DataError } from '../../run/errors.ts'
import { readCsv } from './csv.ts'
import { readJsonl, readJsonTable } from './jsonl.ts'
import { openParquet } from './parquet.ts'
import type { IsName, Table } from './table-type.ts'
import { readTar } from './tar-table.ts'

/**
 * A table file, its format told by the extension: .csv, .tsv, .jsonl, .ndjson, .json, .parquet or .tar.
 *
 * @throws DataError if it is missing, malformed or of another format.
 */
export async function readTable(
  path: string,
  isName: IsName = () => false,
  onWarning?: Warn,
): Promise<Table> {
  switch (extname(path).toLowerCase()) {
    case '.csv':
    case '.tsv':
      return readCsv(path, isName, onWarning)
    case '.jsonl':
    case '.ndjson':
      return readJsonl(path, onWarning)
    case '.json':
      return readJsonTable(path, onWarning)
    case '.parquet':
      return openParquet(path)
    case '.tar':
      return readTar(path, onWarning)
    default:
      throw new DataError(
        `Cannot read table "${path}": unknown extension "${extname(path)}", expected .csv, .tsv, .jsonl, .json, .parquet or .tar`,
        { path, ...(/\.gz$/i.test(path) && { hint: `unpack it first: gunzip "${path}"` }) },
      )
  }
}
