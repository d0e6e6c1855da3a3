import { parquetMetadata, parquetRead, parquetSchema } from 'hyparquet'
import { EXAMPLE_COLUMNS } from '../../run/files.ts'
import { type Column, categoryColumn, columnOf, numbersOf, ternaryOf } from './column.ts'

/** `examples.parquet` in memory, by column. Rows are numbered as in the file. */
export interface Examples {
  count: number
  ids: readonly string[]
  /** Relative path or file name, for people. */
  images: readonly (string | undefined)[]
  /** Codes index the classes of the run. */
  label: Column & { kind: 'category' }
  prediction: Column & { kind: 'category' }
  split: Column & { kind: 'category' }
  /** 1 yes, 0 no, -1 unknown. */
  correct: Int8Array
  flagged: Int8Array
  /** NaN = unknown. */
  confidence: Float64Array
  decisionValue: Float64Array
  /** All that can be filtered, sorted and coloured by: the above but the id, then the metadata. */
  columns: readonly Column[]
}

/** Reads the examples of a run. @param classes - Of the run's manifest. */
export async function readExamples(
  file: ArrayBuffer,
  classes: readonly string[],
): Promise<Examples> {
  const raw = await readColumns(file)
  const values = (name: string) => raw.get(name) ?? []
  const textAt = (value: unknown) => (value == null ? undefined : String(value))
  const label = categoryColumn('label', values('label'), classes)
  const prediction = categoryColumn('prediction', values('prediction'), classes)
  const split = categoryColumn('split', values('split'))
  const count = values('id').length
  const correct = ternaryOf(values('correct'), count)
  const flagged = ternaryOf(values('flagged'), count)
  const confidence = numbersOf(values('confidence'), count)
  const decisionValue = numbersOf(values('decisionValue'), count)
  const known = new Set<string>(EXAMPLE_COLUMNS)
  const metadata = [...raw].filter(([name]) => !known.has(name))
  /** Columns that not every profile fills. */
  const found = (...names: string[]) =>
    names
      .filter((name) => values(name).some((value) => value != null))
      .map((name) =>
        name === 'mode' ? categoryColumn(name, values(name)) : columnOf(name, values(name)),
      )
  return {
    count,
    ids: values('id').map((id) => textAt(id) ?? ''),
    images: values('image').map(textAt),
    label,
    prediction,
    split,
    correct,
    flagged,
    confidence,
    decisionValue,
    columns: [
      label,
      prediction,
      { kind: 'boolean', name: 'correct', values: correct },
      { kind: 'boolean', name: 'flagged', values: flagged },
      split,
      { kind: 'number', name: 'confidence', values: confidence },
      { kind: 'number', name: 'decisionValue', values: decisionValue },
      ...found('combinedValue', 'mode'),
      ...metadata.map(([name, column]) => columnOf(name, column)),
    ],
  }
}

/** Top-level columns of a Parquet file without nested ones. */
export async function readColumns(file: ArrayBuffer): Promise<Map<string, unknown[]>> {
  const metadata = parquetMetadata(file)
  const names = parquetSchema(metadata)
    .children.filter(({ children }) => children.length === 0)
    .map(({ element }) => element.name)
  const rows = Number(metadata.num_rows)
  const columns = new Map(names.map((name) => [name, new Array<unknown>(rows)]))
  await parquetRead({
    file,
    metadata,
    columns: names,
    onChunk: ({ columnName, columnData, rowStart }) => {
      const column = columns.get(columnName)
      for (let i = 0; column && i < columnData.length; i++) column[rowStart + i] = columnData[i]
    },
  })
  return columns
}
