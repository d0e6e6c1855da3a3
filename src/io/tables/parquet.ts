import type { DecodedArray, FileMetaData, SchemaTree } from 'hyparquet'
import type { Column } from './column.ts'
import { columnOfValues } from './column-of-values.ts'
import { openParquetFile, type ParquetFile, readParquetColumn } from './parquet-file.ts'
import { bytesColumn, imageStructColumn, isImageStruct } from './parquet-images.ts'
import type { Table } from './table-type.ts'

/** First bytes of the image formats that a plain byte column may hold: JPEG, PNG, GIF, WebP, TIFF, BMP. */
const IMAGE_STARTS = ['ffd8ff', '89504e47', '47494638', '52494646', '49492a00', '4d4d002a', '424d']

/**
 * A Parquet table. A column is read when it is asked for; image bytes are read row by row, later.
 *
 * Known forms: plain columns, lists of numbers, Hugging Face's image struct `{ bytes, path }`, plain byte columns that
 * hold encoded images, and the class names that Hugging Face keeps in the file's metadata.
 *
 * @throws DataError if the file is missing or damaged.
 */
export async function openParquet(path: string): Promise<Table> {
  const file = await openParquetFile({ path })
  const labels = classLabels(file.metadata)
  const cache = new Map<string, Promise<Column>>()
  const children = new Map(file.schema.map((child) => [child.element.name, child]))
  return {
    path,
    rows: file.rows,
    names: [...children.keys()],
    column: async (name) => {
      const child = children.get(name)
      if (child === undefined) return undefined
      const column = cache.get(name) ?? readColumn(file, child)
      cache.set(name, column)
      return column
    },
    imageColumns: file.schema.filter(isImageStruct).map(({ element }) => element.name),
    classNames: (name) => labels.get(name),
  }
}

async function readColumn(file: ParquetFile, child: SchemaTree): Promise<Column> {
  const { name } = child.element
  if (isImageStruct(child)) return imageStructColumn(file, child)
  if (child.element.type === 'BYTE_ARRAY' && child.element.logical_type === undefined) {
    const first = file.rows > 0 ? await firstBytes(file, name) : undefined
    if (first && IMAGE_STARTS.some((start) => first.startsWith(start))) {
      return bytesColumn(file, name)
    }
  }
  return columnOfChunks(await readParquetColumn(file, name), file.rows)
}

/** Hexadecimal start of the first value of the column's first row group. */
async function firstBytes(file: ParquetFile, column: string): Promise<string | undefined> {
  const group = file.groups[0]
  if (group === undefined) return undefined
  const values = await file.read(column, group.rowStart, group.rowEnd)
  const first = Array.prototype.find.call(values, (value) => value instanceof Uint8Array)
  return first && Buffer.from(first.subarray(0, 4)).toString('hex')
}

function columnOfChunks(chunks: readonly DecodedArray[], rows: number): Column {
  if (chunks.every((chunk) => ArrayBuffer.isView(chunk) && !isBigInts(chunk))) {
    const values = new Float64Array(rows)
    let at = 0
    for (const chunk of chunks as Float64Array[]) {
      values.set(chunk, at)
      at += chunk.length
    }
    return { kind: 'number', values }
  }
  const values = new Array<unknown>(rows)
  let at = 0
  for (const chunk of chunks) for (let i = 0; i < chunk.length; i++) values[at++] = chunk[i]
  return columnOfValues(values, rows)
}

function isBigInts(chunk: DecodedArray): boolean {
  return chunk instanceof BigInt64Array || chunk instanceof BigUint64Array
}

/** Class names a column, from the key `huggingface` of the file's metadata; damaged metadata are as none. */
function classLabels(metadata: FileMetaData): Map<string, string[]> {
  const labels = new Map<string, string[]>()
  const text = metadata.key_value_metadata?.find(({ key }) => key === 'huggingface')?.value
  for (const [column, feature] of Object.entries(features(text))) {
    const { _type, names } = (feature ?? {}) as { _type?: unknown; names?: unknown }
    if (_type !== 'ClassLabel' || typeof names !== 'object' || names === null) continue
    const list: unknown[] = Object.values(names)
    if (list.every((name) => typeof name === 'string')) labels.set(column, list)
  }
  return labels
}

function features(text: string | undefined): object {
  try {
    return JSON.parse(text ?? '{}')?.info?.features ?? {}
  } catch {
    return {}
  }
}
