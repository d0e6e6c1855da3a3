import { type CheckFacts, type Finding, fewRows } from './finding.ts'

/** What rounding to two digits does. */
const SLACK = 0.0051

/**
 * Whether confidence is the probability of the true label: a wrong row cannot have more than a half, nor a right one of
 * k classes less than 1 / k. With two classes a threshold other than a half explains such rows, if one threshold
 * explains all of them. Such a column is refused where another meaning explains every row: the probability of the
 * predicted class, or of one of two classes.
 */
export function checkConfidence({ table, confusion, hasThreshold }: CheckFacts): Finding[] {
  const { labels, predictions, confidence, classes, ids } = table
  if (hasThreshold) return []
  const known = [...labels.keys()].filter(
    (row) => labels[row] !== -1 && predictions[row] !== -1 && !Number.isNaN(confidence[row]),
  )
  const isRight = (row: number) => labels[row] === predictions[row]
  const value = (row: number) => confidence[row] as number
  const wrong = known.filter((row) => !isRight(row))
  const high = wrong.filter((row) => value(row) > 0.5 + SLACK)
  const low = known.filter((row) => isRight(row) && value(row) < 1 / classes.length - SLACK)
  const odd = [...high, ...low]
  if (odd.length === 0) return []
  const isBinary = classes.length === 2
  const threshold = isBinary ? thresholdOf(table, known) : undefined
  if (threshold !== undefined) {
    return [
      {
        code: 'other-threshold',
        severity: 'warn',
        message: `predictions follow a threshold of about ${threshold.toFixed(2)} on the probability of "${classes[1]}", not one half: ${odd.length} of ${known.length} rows, ${fewRows(odd, ids)}`,
        hint: 'if that is not meant, check dataset.columns.confidence',
      },
    ]
  }
  const meaning = otherMeaning(table, known)
  const what =
    high.length > 0
      ? `${high.length} of ${wrong.length} wrong rows have a confidence above .5, where it is the probability of the TRUE label: ${fewRows(high, ids)}`
      : `${low.length} of ${confusion.correct} right rows have a confidence below 1/${classes.length}: ${fewRows(low, ids)}`
  return [
    {
      code: 'confidence-contradicts',
      severity: meaning ? 'refuse' : 'warn',
      message: what,
      hint: meaning
        ? `this looks like the probability of ${meaning}: leave it out of dataset.columns.confidence, and give the probabilities of all classes in dataset.columns.probabilities (a list, or columns p_*) if you have them`
        : 'name the column with the probability of the true label in dataset.columns.confidence, or leave it out',
    },
  ]
}

/** What the numbers would be the probability of, if every row fits that. */
function otherMeaning(
  { classes, predictions, confidence }: CheckFacts['table'],
  rows: readonly number[],
): string | undefined {
  const value = (row: number) => confidence[row] as number
  if (rows.every((row) => value(row) >= 1 / classes.length - SLACK)) return 'the PREDICTED class'
  if (classes.length !== 2) return undefined
  const of = (c: number) => rows.filter((row) => predictions[row] === c).map(value)
  const [first, second] = [of(0), of(1)]
  const most = (values: readonly number[]) => values.reduce((a, b) => Math.max(a, b), 0)
  const least = (values: readonly number[]) => values.reduce((a, b) => Math.min(a, b), 1)
  if (first.length === 0 || second.length === 0) return undefined
  if (most(first) <= least(second) + SLACK) return `"${classes[1]}" in every row`
  if (most(second) <= least(first) + SLACK) return `"${classes[0]}" in every row`
  return undefined
}

/** The threshold on the second class that explains all predictions, if one does. */
function thresholdOf(
  { labels, predictions, confidence }: CheckFacts['table'],
  rows: readonly number[],
): number | undefined {
  let highest = 0
  let lowest = 1
  for (const row of rows) {
    const own = confidence[row] as number
    const second = labels[row] === 1 ? own : 1 - own
    if (predictions[row] === 1) lowest = Math.min(lowest, second)
    else highest = Math.max(highest, second)
  }
  return highest <= lowest + SLACK ? (highest + lowest) / 2 : undefined
}
