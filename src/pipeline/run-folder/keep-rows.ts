import type { ExampleTable } from '../../core/direction/example-table.ts'
import { matrixRow } from '../../core/vectors/matrix.ts'
import { gatherColumn, type MetadataColumn } from '../../io/tables/column.ts'

/** The columns of some rows of a table and of its metadata, in the order of the rows. */
export function keepRows<T extends ExampleTable & { metadata: Record<string, MetadataColumn> }>(
  table: T,
  rows: Int32Array,
): T {
  const { probabilities } = table
  const take = <V>(values: readonly V[]) => Array.from(rows, (row) => values[row] as V)
  return {
    ...table,
    ids: take(table.ids),
    splits: take(table.splits),
    labels: rows.map((row) => table.labels[row] as number),
    predictions: rows.map((row) => table.predictions[row] as number),
    confidence: Float64Array.from(rows, (row) => table.confidence[row] as number),
    ...(probabilities && {
      probabilities: {
        data: Float32Array.from(
          Array.from(rows, (row) => [...matrixRow(probabilities, row)]).flat(),
        ),
        rows: rows.length,
        cols: probabilities.cols,
      },
    }),
    metadata: Object.fromEntries(
      Object.entries(table.metadata).map(([name, column]) => [
        name,
        gatherColumn(column, rows) as MetadataColumn,
      ]),
    ),
  }
}
