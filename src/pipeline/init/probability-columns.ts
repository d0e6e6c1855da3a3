import type { SeenColumn } from './column-roles.ts'

/** Columns of which there is one a class, found by what is before and after the class. */
export interface ColumnFamily {
  /** With * for the name or number of the class, as `dataset.columns.probabilities` takes it. */
  pattern: string
  /** Every value is from 0 to 1. */
  isProbability: boolean
}

/** Names of families that hold how likely each class is, the most telling first. */
const USUAL = /prob|^p\W?_?\*|conf|softmax|score|sigmoid/i

/**
 * The columns with one score a class: `score_0, score_1, …` or `prob_cat, prob_dog, …`.
 *
 * @returns Probabilities where there are any; undefined where no family has a column a class.
 */
export function scoreColumns(
  columns: readonly SeenColumn[],
  labels: readonly string[],
): ColumnFamily | undefined {
  if (labels.length < 2) return undefined
  const numbers = columns.filter(
    ({ kind, values }) =>
      kind === 'number' ||
      (kind === 'text' && values.every((value) => !Number.isNaN(Number(value)))),
  )
  const valuesOf = new Map(numbers.map(({ name, values }) => [name, values]))
  const families = new Map<string, ColumnFamily>()
  const [first = ''] = labels
  const isIndex = labels.every((label) => /^\d+$/.test(label))
  const needed = isIndex ? Math.max(...labels.map(Number)) + 1 : labels.length
  const indices = Array.from({ length: needed }, (_, c) => String(c))
  for (const { name } of numbers) {
    for (const [start, all] of [
      [first, labels],
      ['0', indices],
    ] as const) {
      if (!name.endsWith(start)) continue
      const prefix = name.slice(0, name.length - start.length)
      const members = all.map((end) => valuesOf.get(prefix + end))
      if (prefix === '' && start === '0') continue
      if (members.some((values) => values === undefined)) continue
      const isProbability = members.every((values) =>
        values?.every((value) => Number(value) >= 0 && Number(value) <= 1),
      )
      families.set(`${prefix}*`, { pattern: `${prefix}*`, isProbability })
    }
  }
  const found = [...families.values()].filter(
    ({ pattern, isProbability }) => isProbability || !USUAL.test(pattern) || families.size === 1,
  )
  const score = ({ pattern, isProbability }: ColumnFamily) =>
    Number(isProbability) * 2 + Number(USUAL.test(pattern))
  return found.sort((a, b) => score(b) - score(a))[0]
}
