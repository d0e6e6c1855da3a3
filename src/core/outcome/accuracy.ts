import type { ExampleTable } from '../direction/example-table.ts'
import { groupBy } from '../vectors/group-by.ts'
import { type ConfusedPair, countConfusion } from './confusion.ts'

/** How right the model is on one split. */
export interface SplitAccuracy {
  split: string
  /** Examples of the split. */
  examples: number
  /** Of these, with a known label and prediction. */
  known: number
  correct: number
  /** correct / known; null where nothing is known. */
  accuracy: number | null
}

/** What the model under study gets right and wrong, before anything is explained. */
export interface OutcomeFacts {
  splits: SplitAccuracy[]
  /** Most confused pairs of classes over all splits, by name. */
  confused: { label: string; prediction: string; count: number; of: number }[]
}

/** Confused pairs that are named. */
const MOST_PAIRS = 5

/** Order in which people read splits; others follow by name. */
const ORDER = ['train', 'val', 'test', 'pool']

/** Accuracy of each split and the most confused pairs of classes. */
export function outcomeFacts(
  table: Pick<ExampleTable, 'classes' | 'labels' | 'predictions' | 'splits'>,
): OutcomeFacts {
  const rowsOf = groupBy(table.splits.keys(), (row) => table.splits[row])
  const splits = [...rowsOf].map(([split, rows]) => {
    const { total, correct } = countConfusion(table, rows)
    const accuracy = total === 0 ? null : correct / total
    return { split, examples: rows.length, known: total, correct, accuracy }
  })
  splits.sort((a, b) => place(a.split) - place(b.split) || (a.split < b.split ? -1 : 1))
  const { pairs, labelled } = countConfusion(table)
  const wrong = pairs.filter(({ label, prediction }) => label !== prediction).slice(0, MOST_PAIRS)
  const named = ({ label, prediction, count }: ConfusedPair) => ({
    label: table.classes[label],
    prediction: table.classes[prediction],
    count,
    of: labelled[label],
  })
  return { splits, confused: wrong.map(named) }
}

function place(split: string): number {
  const at = ORDER.indexOf(split)
  return at < 0 ? ORDER.length : at
}
