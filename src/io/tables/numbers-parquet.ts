import { ByteWriter, ParquetWriter, schemaFromColumnData } from 'hyparquet-writer'
import { writePageHeader } from 'hyparquet-writer/src/datapage.js'

/** A column of numbers without gaps. */
export interface NumberColumn {
  name: string
  data: Float64Array | Int32Array
}

const ROW_GROUP = 100_000

/**
 * Writes Parquet tables of numbers as they lie in memory: no dictionary, no compression, no statistics, none of which is of use
 * to decision values. Equal columns give equal bytes.
 *
 * @returns A function of columns of one length that gives the bytes of a file; the memory is that of the table before.
 */
export function numbersParquet(): (columns: readonly NumberColumn[]) => Uint8Array {
  const writer = new ByteWriter()
  return (columns) => {
    Object.assign(writer, { offset: 0, index: 0 }) // the library, whose version is pinned, has no way to begin anew
    const rows = columns[0]?.data.length ?? 0
    const schema = schemaFromColumnData({
      columnData: columns.map(({ name, data }) => ({
        name,
        data,
        type: typeOf(data),
        nullable: false,
      })),
    })
    const table = new ParquetWriter({ writer, schema, createdBy: 'faultline' })
    for (let start = 0; start < rows; start += ROW_GROUP) {
      const count = Math.min(ROW_GROUP, rows - start)
      const before = writer.offset
      const chunks = columns.map(({ name, data }) =>
        writeChunk(writer, name, data.subarray(start, start + count)),
      )
      const size = BigInt(writer.offset - before)
      table.num_rows += BigInt(count)
      table.row_groups.push({ columns: chunks, total_byte_size: size, num_rows: BigInt(count) })
    }
    void table.finish() // a writer in memory is done at once
    return writer.getBytes()
  }
}

/** One column of a row group, as one page. */
function writeChunk(writer: ByteWriter, name: string, data: NumberColumn['data']) {
  const begin = writer.offset
  writePageHeader(writer, {
    type: 'DATA_PAGE_V2',
    uncompressed_page_size: data.byteLength,
    compressed_page_size: data.byteLength,
    data_page_header_v2: {
      num_values: data.length,
      num_nulls: 0,
      num_rows: data.length,
      encoding: 'PLAIN',
      definition_levels_byte_length: 0,
      repetition_levels_byte_length: 0,
      is_compressed: false,
    },
  })
  writer.appendBytes(new Uint8Array(data.buffer, data.byteOffset, data.byteLength))
  const size = BigInt(writer.offset - begin)
  return {
    file_offset: BigInt(begin),
    meta_data: {
      type: typeOf(data),
      encodings: ['PLAIN' as const],
      path_in_schema: [name],
      codec: 'UNCOMPRESSED' as const,
      num_values: BigInt(data.length),
      total_uncompressed_size: size,
      total_compressed_size: size,
      data_page_offset: BigInt(begin),
    },
  }
}

const typeOf = (data: NumberColumn['data']) =>
  data instanceof Int32Array ? ('INT32' as const) : ('DOUBLE' as const)
