import { suspectedLabelErrors } from '../../core/direction/suspected-label-errors.ts'
import { modeNames } from '../guard/mode-names.ts'
import type { Run } from '../run-folder/open-run.ts'
import { scoringClass } from '../run-folder/score-model.ts'

/** What another tool is told of an example; null = unknown. */
export interface ExportedExample {
  /** Place in the run, from 0. */
  row: number
  id: string
  /** Path or name in the dataset, for people. */
  image: string | null
  split: string
  label: string | null
  prediction: string | null
  correct: boolean | null
  /** Probability of the label. */
  confidence: number | null
  /** Negative = hard. */
  decisionValue: number | null
  combinedValue: number | null
  flagged: boolean | null
  /** Number of its failure mode in its class, from 1; null = not flagged. */
  mode: number | null
  /** Its claimed name; null = not flagged, or without a name. */
  modeName: string | null
  /** The model is surer of another class than of the label, and nothing about the image is hard. */
  suspectedLabelError: boolean
}

/** Which examples of a run. */
export interface Choice {
  /** Every example, instead of those that are flagged or whose label is suspect. */
  all?: boolean
  /** These alone. */
  ids?: ReadonlySet<string> | undefined
}

/**
 * The examples that a person should look at, in the order of the run: flagged ones and suspected label errors.
 *
 * @example
 * const run = await openRun('runs/cifar10')
 * for (const { id, mode } of await exportedExamples(run)) console.log(id, mode)
 */
export async function exportedExamples(
  run: Run,
  { all = false, ids }: Choice = {},
): Promise<ExportedExample[]> {
  const { examples } = run
  const { scoreBy } = run.manifest.config.method
  const names = await modeNames(run)
  const suspects = new Set(suspectedLabelErrors(examples, examples.decisionValues))
  const className = (index: number | undefined) => examples.classes[index ?? -1] ?? null
  const rows = [...examples.ids.keys()].filter((row) =>
    ids
      ? ids.has(examples.ids[row] ?? '')
      : all || examples.flagged[row] === 1 || suspects.has(row),
  )
  return rows.map((row) => {
    const label = className(examples.labels[row])
    const prediction = className(examples.predictions[row])
    const flag = examples.flagged[row] ?? -1
    const mode = examples.modes[row] || null
    const scored = className(scoringClass(examples, scoreBy, row))
    return {
      row,
      id: examples.ids[row] ?? '',
      image: examples.images[row] ?? null,
      split: examples.splits[row] ?? '',
      label,
      prediction,
      correct: label === null || prediction === null ? null : label === prediction,
      confidence: known(examples.confidence[row]),
      decisionValue: known(examples.decisionValues[row]),
      combinedValue: known(examples.combinedValues[row]),
      flagged: flag < 0 ? null : flag === 1,
      mode,
      modeName: flag === 1 ? (names.get(`${scored}#${mode ?? 1}`) ?? null) : null,
      suspectedLabelError: suspects.has(row),
    }
  })
}

/** Metadata of an example as JSON has it. */
export function metadataOf(
  run: Run,
  row: number,
): Record<string, string | number | boolean | null> {
  return Object.fromEntries(
    Object.entries(run.examples.metadata).map(([name, column]) => [
      name,
      column.kind === 'number' ? known(column.values[row]) : (column.values[row] ?? null),
    ]),
  )
}

const known = (value: number | undefined) =>
  value === undefined || Number.isNaN(value) ? null : value
