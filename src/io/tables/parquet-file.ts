import { type DecodedArray, type FileMetaData, parquetSchema, type SchemaTree } from 'hyparquet'
import { DataError, FaultlineError } from '../../run/errors.ts'
import { parquetDecoder } from './parquet-client.ts'
import type { ParquetSource, RowGroup } from './parquet-decoder.ts'
import { checkTableSize } from './table-limits.ts'

/** A Parquet file whose columns are read when they are asked for. */
export interface ParquetFile {
  path: string
  rows: number
  metadata: FileMetaData
  /** Top-level columns. */
  schema: readonly SchemaTree[]
  groups: readonly RowGroup[]
  /** Values of a top-level column for rows of one group. */
  read(column: string, rowStart: number, rowEnd: number): Promise<DecodedArray>
}

/**
 * Opens a Parquet file: reads its schema and nothing else.
 *
 * @throws DataError if it is missing, not Parquet, or too large.
 */
export async function openParquetFile(source: ParquetSource): Promise<ParquetFile> {
  const { path } = source
  const asDataError = (cause: unknown) =>
    cause instanceof FaultlineError
      ? cause
      : new DataError(`Cannot read "${path}" as Parquet: ${(cause as Error).message}`, {
          path,
          cause,
        })
  try {
    const { size, metadata, groups } = await parquetDecoder.header(source)
    const rows = Number(metadata.num_rows)
    const schema = parquetSchema(metadata).children
    checkTableSize(path, rows, schema.length)
    checkGroups(groups, rows)
    return {
      path,
      rows,
      metadata,
      schema,
      groups,
      read: async (column, rowStart, rowEnd) => {
        const bytes = Math.min(size, storedBytes(metadata, groups, column, rowStart))
        const values = await parquetDecoder
          .read(source, column, { rowStart, rowEnd }, bytes)
          .catch((cause) => {
            throw asDataError(cause)
          })
        if (values.length === rowEnd - rowStart) return values
        throw asDataError(
          new Error(
            `column "${column}" has ${values.length} values in rows ${rowStart + 1} to ${rowEnd}, expected ${rowEnd - rowStart}`,
          ),
        )
      },
    }
  } catch (cause) {
    throw asDataError(cause)
  }
}

/** All values of a top-level column, one array a row group. */
export async function readParquetColumn(
  file: ParquetFile,
  column: string,
): Promise<DecodedArray[]> {
  const chunks: DecodedArray[] = []
  for (const { rowStart, rowEnd } of file.groups) {
    chunks.push(await file.read(column, rowStart, rowEnd))
  }
  return chunks
}

/** Bytes of a column in the row group of a row. */
function storedBytes(
  { row_groups }: FileMetaData,
  groups: readonly RowGroup[],
  column: string,
  row: number,
): number {
  const index = groups.findIndex(({ rowEnd }) => row < rowEnd)
  const chunks = row_groups[index]?.columns ?? []
  return chunks
    .filter(({ meta_data }) => meta_data?.path_in_schema[0] === column)
    .reduce((sum, { meta_data }) => sum + Number(meta_data?.total_compressed_size ?? 0), 0)
}

function checkGroups(groups: readonly RowGroup[], rows: number): void {
  const found = groups.reduce((sum, { rowStart, rowEnd }) => sum + rowEnd - rowStart, 0)
  if (found !== rows || !groups.every(({ rowStart, rowEnd }) => rowStart <= rowEnd)) {
    throw new Error(`its row groups hold ${found} rows, expected ${rows}`)
  }
}
