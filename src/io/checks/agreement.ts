import { fittingRenumbering, type Renumbering } from '../../core/outcome/renumbering.ts'
import { wilsonInterval } from '../../core/statistics/wilson.ts'
import { firstFew } from '../files/first-few.ts'
import { type CheckFacts, type Finding, percent } from './finding.ts'

/** Fewer examples say nothing of the whole. */
const LEAST_EXAMPLES = 20

/** Below this many an accuracy near chance is an ordinary draw. */
const LEAST_AT_CHANCE = 50

/**
 * Whether labels and predictions are about the same classes in the same order: they share a value, they agree more often
 * than chance, no other numbering fits far better, no two classes are exchanged.
 */
export function checkAgreement({ table, confusion }: CheckFacts): Finding[] {
  const { total, correct, labelled, predicted } = confusion
  if (total === 0) return []
  const { classes } = table
  const namesIn = (counts: Int32Array) => classes.filter((_, c) => (counts[c] as number) > 0)
  if (total > 1 && classes.every((_, c) => labelled[c] === 0 || predicted[c] === 0)) {
    return [
      {
        code: 'no-shared-class',
        severity: 'refuse',
        message: `no label is ever predicted: labels ${firstFew(namesIn(labelled))}, predictions ${firstFew(namesIn(predicted))}`,
        hint: 'write both in the same names, or name the columns that hold them in dataset.columns',
      },
    ]
  }
  if (total < LEAST_EXAMPLES) return []
  const accuracy = correct / total
  const fit = fittingRenumbering(confusion, classes)
  if (fit && fit.accuracy >= 0.5 && accuracy <= fit.accuracy / 2) {
    const isSwap = classes.length === 2
    return [
      {
        code: 'other-numbering',
        severity: isSwap ? 'warn' : 'refuse',
        message: `${percent(accuracy)} of ${total} predictions are right, but ${percent(fit.accuracy)} would be if ${inWords(fit, classes)}`,
        hint: isSwap
          ? 'exchange the two names in dataset.classes or classifier.classes if so'
          : remedy(fit, classes),
      },
    ]
  }
  const chance = classes.reduce(
    (sum, _, c) => sum + ((labelled[c] as number) / total) * ((predicted[c] as number) / total),
    0,
  )
  return [...exchanged(confusion, classes), ...atChance(table, { total, correct, chance })]
}

/** Predictions that are right no more often than by chance are of other rows, or of no use. */
function atChance(
  table: CheckFacts['table'],
  { total, correct, chance }: { total: number; correct: number; chance: number },
): Finding[] {
  const [least, most] = wilsonInterval(correct, total, 0.99)
  const isFew = most >= chance && total < LEAST_AT_CHANCE
  const isOneClass = new Set(table.labels.filter((label) => label !== -1)).size < 2
  if (least > chance || isOneClass || isFew) return []
  const right = `${percent(correct / total)} of ${total} predictions are right`
  for (const by of [1, -1]) {
    const shifted = accuracyShifted(table, by)
    if (shifted < 0.5 || shifted <= most) continue
    const message = `${right}, but ${percent(shifted)} would be if predictions were one row ${by === 1 ? 'up' : 'down'}`
    const hint = 'a header or a row is missing in one of the files: write both in one loop'
    return [{ code: 'shifted-rows', severity: 'refuse', message, hint }]
  }
  const than =
    most < chance ? `fewer than the ${percent(chance)}` : `no more than the ${percent(chance)}`
  return [
    {
      code: most < chance ? 'below-chance' : 'at-chance',
      severity: 'warn',
      message: `${right}, ${than} of chance`,
      hint: 'check that labels and predictions are of the same rows, and the order of dataset.classes',
    },
  ]
}

/** Share of rows that are right with the prediction of the row `by` further down. */
function accuracyShifted({ labels, predictions }: CheckFacts['table'], by: number): number {
  let [known, right] = [0, 0]
  labels.forEach((label, row) => {
    const prediction = predictions[row + by] ?? -1
    if (label === -1 || prediction === -1) return
    known += 1
    if (label === prediction) right += 1
  })
  return known === 0 ? 0 : right / known
}

function inWords({ kind, to }: Renumbering, classes: readonly string[]): string {
  if (kind === 'shift') {
    const up = to[0] === 1
    return `each predicted number were one ${up ? 'higher' : 'lower'}: one column counts from 0, the other from 1`
  }
  if (kind === 'text-order' || kind === 'number-order') {
    const sorted = kind === 'text-order' ? 'as texts, as torchvision does' : 'as numbers'
    return `the model's classes were sorted ${sorted}: ${firstFew(renumbered(to, classes), 5)}`
  }
  return `predictions were renumbered: ${changes(to, classes).slice(0, 5).join(', ')}`
}

function remedy({ kind, to }: Renumbering, classes: readonly string[]): string {
  if (kind === 'shift') return 'add or subtract 1 in one of the columns'
  const order = renumbered(to, classes)
  return order.length <= 20
    ? `set classifier.classes, or dataset.classes, to ${JSON.stringify(order)}`
    : 'set classifier.classes, or dataset.classes, to the order of the model’s outputs'
}

/** Class names in the order of the model's numbers. */
const renumbered = (to: Int32Array, classes: readonly string[]) =>
  Array.from(to, (c, p) => classes[c] ?? classes[p] ?? '')

const changes = (to: Int32Array, classes: readonly string[]) =>
  Array.from(to, (c, p) => (c === p || c < 0 ? '' : `"${classes[p]}" is "${classes[c]}"`)).filter(
    (text) => text !== '',
  )

/** Two classes that are mostly taken for each other. */
function exchanged(
  { pairs, labelled }: CheckFacts['confusion'],
  classes: readonly string[],
): Finding[] {
  const mostly = pairs.filter(({ label, count }) => {
    const of = labelled[label] as number
    return of >= 5 && count / of > 0.5
  })
  const both = mostly.filter(
    ({ label, prediction }) =>
      label < prediction &&
      mostly.some((other) => other.label === prediction && other.prediction === label),
  )
  if (both.length === 0 || classes.length === 2) return []
  const named = both.map(
    ({ label, prediction }) => `"${classes[label]}" and "${classes[prediction]}"`,
  )
  return [
    {
      code: 'exchanged-classes',
      severity: 'warn',
      message: `classes are mostly predicted as each other: ${named.slice(0, 5).join(', ')}`,
      hint: 'check the order of dataset.classes',
    },
  ]
}
