import { type FileHandle, open } from 'node:fs/promises'
import { ByteWriter, type ColumnSource, parquetWrite } from 'hyparquet-writer'
import { writeAtomic } from '../files/write-atomic.ts'

/** A column to write; undefined is null. */
export interface ParquetColumn {
  name: string
  type: 'STRING' | 'BOOLEAN' | 'DOUBLE' | 'INT32' | 'BYTE_ARRAY'
  data: (string | number | boolean | Uint8Array | undefined)[]
}

const ROW_GROUP = 25_000

/**
 * Writes a Parquet table, whole or not at all: Snappy, row groups of 25,000 rows. Equal columns give equal bytes.
 *
 * @param metadata - Texts of the file's footer.
 * @throws RangeError if the columns differ in length.
 * @throws DataError if the disk refuses.
 */
export function writeParquet(
  path: string,
  columns: readonly ParquetColumn[],
  metadata: Readonly<Record<string, string>> = {},
): Promise<void> {
  const rows = columns[0]?.data.length ?? 0
  const odd = columns.find(({ data }) => data.length !== rows)
  if (odd)
    throw new RangeError(`column "${odd.name}" has ${odd.data.length} rows, expected ${rows}`)
  const texts = Object.entries(metadata).map(([key, value]) => ({ key, value }))
  const columnData: ColumnSource[] = columns.map((column) => ({
    ...column,
    nullable: true,
  }))
  return writeAtomic(path, async (temporary) => {
    const file = await open(temporary, 'w')
    try {
      await parquetWrite({
        writer: streamWriter(file),
        columnData,
        rowGroupSize: ROW_GROUP,
        createdBy: 'faultline',
        ...(texts.length > 0 && { kvMetadata: texts }),
      })
    } finally {
      await file.close()
    }
  })
}

/** A writer that empties its buffer into the file after each row group. */
function streamWriter(file: FileHandle): ByteWriter {
  const writer = new ByteWriter()
  const flush = async () => {
    const bytes = new Uint8Array(writer.buffer, 0, writer.index).slice()
    writer.index = 0
    if (bytes.length > 0) await file.appendFile(bytes)
  }
  return Object.assign(writer, { flush, finish: flush })
}
