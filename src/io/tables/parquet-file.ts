import {
  type AsyncBuffer,
  type DecodedArray,
  type FileMetaData,
  type ParquetScan,
  parquetMetadataAsync,
  parquetScan,
  parquetSchema,
  type SchemaTree,
} from 'hyparquet'
import { compressors } from 'hyparquet-compressors'
import { DataError } from '../../run/errors.ts'
import { openFile, readBytes } from '../files/read-bytes.ts'

/** A Parquet file whose columns are read when they are asked for. */
export interface ParquetFile {
  path: string
  rows: number
  metadata: FileMetaData
  /** Top-level columns. */
  schema: readonly SchemaTree[]
  /** Ranges of rows that are stored together. */
  groups: readonly { rowStart: number; rowEnd: number }[]
  /** Values of a top-level column for rows of one group. */
  read(column: string, rowStart: number, rowEnd: number): Promise<DecodedArray>
}

/**
 * Opens a Parquet file: reads its schema and nothing else.
 *
 * @param edit - Changes the metadata, to leave out parts of columns.
 * @throws DataError if it is missing or not Parquet.
 */
export async function openParquetFile(
  path: string,
  edit: (metadata: FileMetaData) => FileMetaData = (metadata) => metadata,
): Promise<ParquetFile> {
  const file = await fileBuffer(path)
  const asDataError = (cause: unknown) =>
    cause instanceof DataError
      ? cause
      : new DataError(`Cannot read "${path}" as Parquet: ${(cause as Error).message}`, {
          path,
          cause,
        })
  try {
    if (file.byteLength < 12) throw new Error(`${file.byteLength} bytes, expected at least 12`)
    const metadata = edit(await parquetMetadataAsync(file, { geoparquet: false }))
    const scan = await parquetScan({ file, metadata, compressors, utf8: false, geoparquet: false })
    const rows = Number(metadata.num_rows)
    checkGroups(scan, rows)
    return {
      path,
      rows,
      metadata,
      schema: parquetSchema(metadata).children,
      groups: scan.ranges,
      read: async (column, rowStart, rowEnd) => {
        try {
          return await scan.readColumn({ column, rowStart, rowEnd })
        } catch (cause) {
          throw asDataError(cause)
        }
      },
    }
  } catch (cause) {
    throw asDataError(cause)
  }
}

/** All values of a top-level column, one array a row group. */
export function readParquetColumn(file: ParquetFile, column: string): Promise<DecodedArray[]> {
  return file.groups.reduce<Promise<DecodedArray[]>>(
    async (before, { rowStart, rowEnd }) => [
      ...(await before),
      await file.read(column, rowStart, rowEnd),
    ],
    Promise.resolve([]),
  )
}

function checkGroups({ ranges }: ParquetScan, rows: number): void {
  const found = ranges.reduce((sum, { rowStart, rowEnd }) => sum + rowEnd - rowStart, 0)
  if (found !== rows) throw new Error(`its row groups hold ${found} rows, expected ${rows}`)
}

/** Opens the file anew for each read, so that nothing has to be closed. */
async function fileBuffer(path: string): Promise<AsyncBuffer> {
  const { file, size } = await openFile(path)
  await file.close()
  return {
    byteLength: size,
    slice: async (start, end = size) => {
      const opened = await openFile(path)
      try {
        return (await readBytes(opened.file, path, start, end - start)).buffer as ArrayBuffer
      } finally {
        await opened.file.close()
      }
    },
  }
}
