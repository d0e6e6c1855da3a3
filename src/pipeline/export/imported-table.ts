import { type Cell, csvText } from '../../run/csv-text.ts'
import { ConfigError } from '../../run/errors.ts'
import type { ReviewedExample } from './import-labels.ts'

const NAMES = ['id', 'file_name', 'split', 'label', 'prediction', 'confidence', 'review'] as const

/**
 * The examples as a table for the next run: JSON Lines, or CSV where every text survives its guard against formulas.
 *
 * @throws ConfigError if a text would not.
 */
export function importedTable(
  examples: readonly ReviewedExample[],
  classes: readonly string[],
  format: 'csv' | 'jsonl',
): string {
  if (format === 'jsonl') {
    return examples
      .map(({ metadata, ...example }) => `${JSON.stringify({ ...metadata, ...example })}\n`)
      .join('')
  }
  const hasProbabilities = examples.some(({ probabilities }) => probabilities !== undefined)
  const rows = examples.map(
    ({ metadata, probabilities, ...example }): Record<string, Cell | null> => ({
      ...metadata,
      ...(hasProbabilities &&
        Object.fromEntries(classes.map((name, c) => [`p_${name}`, probabilities?.[c]]))),
      ...example,
    }),
  )
  const own = new Set<string>(NAMES)
  const names = [...NAMES, ...Object.keys(rows[0] ?? {}).filter((name) => !own.has(name))]
  const cells = rows.map((row) => names.map((name) => row[name] ?? undefined))
  const guarded = [...names, ...cells.flat()].find(
    (cell) => typeof cell === 'string' && /^[=+\-@\t\r]/.test(cell),
  )
  if (guarded !== undefined) {
    throw new ConfigError(
      `Cannot write the table as CSV: ${JSON.stringify(String(guarded).slice(0, 80))} is a formula to a spreadsheet`,
      { hint: 'let --out end in .jsonl' },
    )
  }
  return csvText(names, cells)
}
