import { stat } from 'node:fs/promises'
import {
  type AsyncBuffer,
  type DecodedArray,
  type FileMetaData,
  type ParquetScan,
  parquetMetadataAsync,
  parquetScan,
  type SchemaElement,
} from 'hyparquet'
import { compressors } from 'hyparquet-compressors'
import { fileError } from '../files/file-error.ts'
import { type OpenFile, openFile, readBytes } from '../files/read-bytes.ts'
import { isObject } from '../objects/address.ts'

/** A Parquet file, or what of it is wanted. */
export interface ParquetSource {
  path: string
  /** A struct column that is read as if it had no field `bytes`: its names are then there without the images. */
  withoutBytesOf?: string | undefined
}

/** Rows that are stored together. */
export interface RowGroup {
  rowStart: number
  rowEnd: number
}

/** What is known of a Parquet file before a column is read. */
export interface ParquetHeader {
  size: number
  metadata: FileMetaData
  groups: RowGroup[]
}

/** What decodes Parquet: this thread, or a process that can be ended. */
export interface ParquetDecoder {
  header(source: ParquetSource): Promise<ParquetHeader>
  /** Values of a top-level column for rows of one group. `bytes` of the file are about to be decoded. */
  read(source: ParquetSource, column: string, rows: RowGroup, bytes: number): Promise<DecodedArray>
}

/** Files whose headers are kept. */
const KEPT = 64

/** Decodes on this thread. A file made for it can keep the thread for ever or end the process. */
export function decodeHere(): ParquetDecoder {
  const scans = new Map<string, Promise<{ size: number; scan: ParquetScan }>>()
  const scanOf = async (source: ParquetSource) => {
    const key = [source.path, source.withoutBytesOf, await stateOf(source.path)].join('\0')
    const scan = scans.get(key) ?? openScan(source)
    scan.catch(() => scans.delete(key))
    scans.delete(key)
    scans.set(key, scan)
    for (const oldest of scans.keys()) if (scans.size > KEPT) scans.delete(oldest)
    return scan
  }
  return {
    header: async (source) => {
      const { size, scan } = await scanOf(source)
      const groups = scan.ranges.map(({ rowStart, rowEnd }) => ({ rowStart, rowEnd }))
      return { size, metadata: scan.metadata, groups }
    },
    read: async (source, column, rows) => {
      const { scan } = await scanOf(source)
      return scan.readColumn({ column, ...rows })
    },
  }
}

/** A file that was replaced is another one, although its name is the same. An open object is refused when it changes. */
async function stateOf(path: string): Promise<string> {
  if (isObject(path)) return ''
  const { ino, size, mtimeNs } = await stat(path, { bigint: true }).catch((cause) => {
    throw fileError(cause, 'read', path)
  })
  return [ino, size, mtimeNs].join()
}

async function openScan({ path, withoutBytesOf }: ParquetSource) {
  const file = await fileBuffer(path)
  if (file.byteLength < 12) throw new Error(`${file.byteLength} bytes, expected at least 12`)
  const whole = await parquetMetadataAsync(file, { geoparquet: false })
  const metadata = withoutBytesOf === undefined ? whole : withoutBytes(whole, withoutBytesOf)
  const scan = await parquetScan({ file, metadata, compressors, utf8: false, geoparquet: false })
  return { size: file.byteLength, scan }
}

/** Opens a file anew for each read, so that nothing has to be closed; of an object nothing is open. */
async function fileBuffer(path: string): Promise<AsyncBuffer> {
  const { file, size } = await openFile(path)
  await file.close()
  const reopened = async () => (isObject(path) ? file : (await openFile(path)).file)
  return {
    byteLength: size,
    slice: async (start, end = size) => {
      if (!(start >= 0 && start <= end && end <= size)) {
        throw new Error(`a part lies at bytes ${start} to ${end} of ${size}`)
      }
      const opened: OpenFile = await reopened()
      try {
        return (await readBytes(opened, path, start, end - start)).buffer as ArrayBuffer
      } finally {
        await opened.close()
      }
    },
  }
}

/** Metadata as if the struct column had no `bytes`. */
function withoutBytes(metadata: FileMetaData, column: string): FileMetaData {
  const at = metadata.schema.findIndex(({ name, num_children }) => name === column && num_children)
  const schema = metadata.schema.flatMap((element, i): SchemaElement[] => {
    if (i === at) return [{ ...element, num_children: (element.num_children ?? 1) - 1 }]
    const isBytes =
      element.name === 'bytes' && i > at && i <= at + (metadata.schema[at]?.num_children ?? 0)
    return isBytes ? [] : [element]
  })
  const row_groups = metadata.row_groups.map((group) => ({
    ...group,
    columns: group.columns.filter(
      ({ meta_data }) => meta_data?.path_in_schema.join('.') !== `${column}.bytes`,
    ),
  }))
  return { ...metadata, schema, row_groups }
}
