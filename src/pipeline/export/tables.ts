import { type Cell, csvText } from '../../run/csv-text.ts'
import type { Run } from '../run-folder/open-run.ts'
import { type ExportedExample, metadataOf } from './exported-examples.ts'

/**
 * Examples as CSV for people and spreadsheets, with two empty columns to fill in: `new_label` and `drop`. `import-labels` reads
 * it back.
 */
export function csvExport(examples: readonly ExportedExample[]): string {
  const header = [
    ...['id', 'image', 'split', 'label', 'prediction', 'confidence', 'decision_value', 'flagged'],
    ...['mode', 'mode_name', 'suspected_label_error', 'new_label', 'drop'],
  ]
  const cells = examples.map((example): Cell[] =>
    [
      ...[example.id, example.image, example.split, example.label, example.prediction],
      ...[example.confidence, example.decisionValue, example.flagged, example.mode],
      example.modeName,
      ...[example.suspectedLabelError, null, null],
    ].map((cell) => cell ?? undefined),
  )
  return csvText(header, cells)
}

/**
 * Examples as JSON Lines for programs: every column of `examples.parquet`, metadata among them, numbers in all their digits,
 * texts as they are.
 */
export function* jsonlExport(run: Run, examples: readonly ExportedExample[]): Generator<string> {
  for (const { row, ...example } of examples) {
    yield `${JSON.stringify({ ...example, ...metadataOf(run, row) })}\n`
  }
}
