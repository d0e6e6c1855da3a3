import { parquetMetadata, parquetRead, parquetSchema } from 'hyparquet'
import { EXAMPLE_COLUMNS } from '../../run/files.ts'
import { type Column, categoryColumn, columnOf, numbersOf, ternaryOf } from './column.ts'

/** Rows of a column that take long enough to read for the page to be seen to stand still. */
const LONG = 50_000

/** `examples.parquet` in memory, by column; rows are numbered as in the file. */
export interface Examples {
  count: number
  /** Codes index the classes of the run. */
  label: Column & { kind: 'category' }
  split: Column & { kind: 'category' }
  /** 1 yes, 0 no, -1 unknown. */
  correct: Int8Array
  flagged: Int8Array
  /** NaN = unknown. */
  decisionValue: Float64Array
  ids: readonly string[]
  /** Relative path or file name, for people. */
  images: readonly (string | undefined)[]
  prediction: Column & { kind: 'category' }
  /** NaN = unknown. */
  confidence: Float64Array
  /** All that can be filtered, sorted and coloured by: the above but the id, then the metadata. */
  columns: readonly Column[]
}

/** Reads `examples.parquet`. @param classes - Of the run's manifest. */
export async function readExamples(
  file: ArrayBuffer,
  classes: readonly string[],
): Promise<Examples> {
  const { count, columns: read } = await readColumns(file)
  const values = (name: string) => read.get(name) ?? []
  const label = categoryColumn('label', values('label'), classes)
  const split = categoryColumn('split', values('split'))
  const correct = ternaryOf(values('correct'), count)
  const flagged = ternaryOf(values('flagged'), count)
  const decisionValue = numbersOf(values('decisionValue'), count)
  const prediction = categoryColumn('prediction', values('prediction'), classes)
  const confidence = numbersOf(values('confidence'), count)
  const textAt = (value: unknown) => (value == null ? undefined : String(value))
  const known = new Set<string>(EXAMPLE_COLUMNS)
  const metadata = [...read].filter(([name]) => !known.has(name))
  /** Columns that not every profile fills. */
  const found = (...names: string[]) =>
    names
      .filter((name) => values(name).some((value) => value != null))
      .map((name) =>
        name === 'mode' ? categoryColumn(name, values(name)) : columnOf(name, values(name)),
      )
  return {
    count,
    label,
    split,
    correct,
    flagged,
    decisionValue,
    prediction,
    confidence,
    ids: values('id').map((id) => textAt(id) ?? ''),
    images: values('image').map(textAt),
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

/** Top-level columns of a Parquet file, without nested ones, one after the other: the page stays alive meanwhile. */
export async function readColumns(
  file: ArrayBuffer,
  isWanted: (name: string) => boolean = () => true,
): Promise<{ count: number; columns: Map<string, unknown[]> }> {
  const metadata = parquetMetadata(file)
  const names = parquetSchema(metadata)
    .children.filter(({ children }) => children.length === 0)
    .map(({ element }) => element.name)
    .filter(isWanted)
  const count = Number(metadata.num_rows)
  const columns = new Map<string, unknown[]>()
  for (const name of names) {
    const column = new Array<unknown>(count)
    columns.set(name, column)
    await parquetRead({
      file,
      metadata,
      columns: [name],
      onChunk: ({ columnData, rowStart }) => {
        for (let i = 0; i < columnData.length; i++) column[rowStart + i] = columnData[i]
      },
    })
    if (count > LONG) await new Promise((next) => setTimeout(next))
  }
  return { count, columns }
}
