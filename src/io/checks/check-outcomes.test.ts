import { expect, test } from 'vitest'
import type { Warning } from '../../run/effects.ts'
import { checkOutcomes } from './check-outcomes.ts'
import type { CheckedExamples } from './finding.ts'

/** n rows whose label and prediction are made of the row number. */
function tableOf(
  classes: string[],
  n: number,
  {
    label,
    prediction,
    confidence = () => Number.NaN,
  }: Record<string, (row: number) => number> & {
    label: (row: number) => number
    prediction: (row: number) => number
  },
  probabilities?: (row: number) => number[],
): CheckedExamples {
  const rows = Array.from({ length: n }, (_, row) => row)
  return {
    classes,
    ids: rows.map((row) => `x${row}`),
    labels: Int32Array.from(rows, label),
    predictions: Int32Array.from(rows, prediction),
    confidence: Float64Array.from(rows, confidence),
    ...(probabilities && {
      probabilities: {
        data: Float32Array.from(rows.flatMap(probabilities)),
        rows: n,
        cols: classes.length,
      },
    }),
  }
}

function codesOf(table: CheckedExamples, options = {}): string[] {
  const warnings: Warning[] = []
  checkOutcomes(table, { ...options, onWarning: (warning) => warnings.push(warning) })
  return warnings.map(({ code }) => code)
}

const ABC = ['a', 'b', 'c']
const third = (row: number) => row % 3
/** One of ten wrong. */
const mostlyRight = (row: number) => (row % 10 === 0 ? (row + 1) % 3 : row % 3)
const sound = (row: number) => (row % 10 === 0 ? 0.2 : 0.8)

test('columns that agree give no word', () => {
  const table = tableOf(ABC, 90, { label: third, prediction: mostlyRight, confidence: sound })
  expect(codesOf(table)).toEqual([])
})

test('labels and predictions without a common value are refused', () => {
  const table = tableOf(['a', 'b', 'A', 'B'], 40, {
    label: (i) => i % 2,
    prediction: (i) => 2 + (i % 2),
  })
  expect(() => codesOf(table)).toThrow(
    'no label is ever predicted: labels "a", "b", predictions "A", "B"',
  )
})

test('a shift, another order or a permutation of the predictions is refused with its name', () => {
  const shifted = tableOf(['0', '1', '2', '3'], 90, {
    label: (i) => 1 + third(i),
    prediction: mostlyRight,
  })
  expect(() => codesOf(shifted)).toThrow(/one higher: one column counts from 0, the other from 1/)
  const numbers = Array.from({ length: 12 }, (_, i) => String(i + 1))
  const textOrder = numbers.toSorted().map((name) => numbers.indexOf(name))
  const sorted = tableOf(numbers, 60, {
    label: (i) => i % 12,
    prediction: (i) => textOrder.indexOf(i % 12),
  })
  expect(() => codesOf(sorted)).toThrow(
    /sorted as texts, as torchvision does: "1", "10", "11", "12", "2"/,
  )
  const rotated = tableOf(ABC, 90, { label: third, prediction: (i) => (mostlyRight(i) + 1) % 3 })
  expect(() => codesOf(rotated)).toThrow(/renumbered|one lower/)
  expect(codesOf(rotated, { accept: ['other-numbering'] })).toContain('other-numbering')
})

test('random predictions of many classes are not called renumbered', () => {
  const names = Array.from({ length: 20 }, (_, i) => `c${i}`)
  const noise = (i: number) => Math.floor(1e4 * Math.abs(Math.sin(i * i + 1))) % 20
  expect(codesOf(tableOf(names, 40, { label: (i) => i % 20, prediction: noise }))).not.toContain(
    'other-numbering',
  )
})

test('two exchanged classes of two are a warning, as a model may be that wrong', () => {
  const table = tableOf(['a', 'b'], 40, { label: (i) => i % 2, prediction: (i) => 1 - (i % 2) })
  expect(codesOf(table)).toEqual(['other-numbering', 'always-wrong'])
})

test('two exchanged classes among others are a warning', () => {
  const names = ['a', 'b', 'c', 'd', 'e', 'f']
  const swap = [1, 0, 2, 3, 4, 5]
  const table = tableOf(names, 60, { label: (i) => i % 6, prediction: (i) => swap[i % 6] ?? 0 })
  expect(codesOf(table)).toEqual(['exchanged-classes', 'always-wrong'])
})

test('a class never labelled, never predicted or always wrong is named', () => {
  const table = tableOf(['a', 'b', 'c', 'd'], 90, {
    label: third,
    prediction: (i) => [0, 1, i % 2 ? 3 : 0][third(i)] ?? 0,
  })
  expect(codesOf(table)).toEqual(['never-labelled', 'never-predicted'])
  const crossed = tableOf(ABC, 90, {
    label: third,
    prediction: (i) => (third(i) === 2 ? 0 : i % 9 === 0 ? 2 : third(i)),
  })
  expect(codesOf(crossed)).toEqual(['always-wrong'])
})

test('the probability of the predicted class is refused as confidence', () => {
  const table = tableOf(ABC, 90, {
    label: third,
    prediction: mostlyRight,
    confidence: (i) => 0.4 + (i % 50) / 100,
  })
  expect(() => codesOf(table)).toThrow(
    expect.objectContaining({
      message: expect.stringContaining('of 9 wrong rows have a confidence above .5'),
      hint: expect.stringContaining('the probability of the PREDICTED class'),
    }),
  )
})

test('the probability of the second class is refused as confidence', () => {
  const predicted = (i: number) => (i % 10 === 0 ? 1 - (i % 2) : i % 2)
  const table = tableOf(['no', 'yes'], 80, {
    label: (i) => i % 2,
    prediction: predicted,
    confidence: (i) => (predicted(i) === 1 ? 0.9 : 0.2) - (i % 7) / 100,
  })
  expect(() => codesOf(table)).toThrow(
    expect.objectContaining({ hint: expect.stringContaining('probability of "yes" in every row') }),
  )
})

test('another threshold than a half is a warning with its value', () => {
  const yes = (i: number) => ((7 * i) % 80) / 80
  const label = (i: number) => (i % 10 === 0 ? Number(yes(i) < 0.3) : Number(yes(i) >= 0.3))
  const table = tableOf(['no', 'yes'], 80, {
    label,
    prediction: (i) => Number(yes(i) >= 0.3),
    confidence: (i) => (label(i) === 1 ? yes(i) : 1 - yes(i)),
  })
  expect(codesOf(table)).toEqual(['other-threshold'])
  expect(codesOf(table, { hasThreshold: true })).toEqual([])
})

test('a confidence that fits no meaning is a warning', () => {
  const confidence = (i: number) => (i === 10 ? 0.9 : sound(i))
  const table = tableOf(ABC, 90, { label: third, prediction: mostlyRight, confidence })
  expect(codesOf(table)).toEqual(['confidence-contradicts'])
})

test('probabilities are compared with prediction, confidence and one', () => {
  const column =
    (best: (i: number) => number, rest = 0.1) =>
    (i: number) =>
      [0, 1, 2].map((c) => (c === best(i) ? 0.8 : rest))
  const of = (probabilities: (i: number) => number[], confidence?: (i: number) => number) =>
    tableOf(
      ABC,
      90,
      { label: third, prediction: mostlyRight, ...(confidence && { confidence }) },
      probabilities,
    )
  expect(codesOf(of(column(mostlyRight)))).toEqual([])
  expect(() => codesOf(of(column((i) => (mostlyRight(i) + 1) % 3)))).toThrow(
    'not the prediction in 90 of 90 rows (100 %)',
  )
  expect(codesOf(of(column((i) => (i === 5 ? 0 : mostlyRight(i)))))).toEqual([
    'prediction-contradicts',
  ])
  expect(codesOf(of(column(mostlyRight, 0.3)))).toEqual(['probability-sums'])
  expect(() => codesOf(of(column(mostlyRight), () => 0.33))).toThrow(
    'confidence is not the probability of the true label',
  )
})

test('predictions at chance are warned about, of labels that tell them apart', () => {
  const byHash = (row: number) => (row * row * 7 + (row >> 2)) % 3
  const table = tableOf(ABC, 120, { label: third, prediction: byHash })
  expect(codesOf(table)).toEqual(['at-chance'])
  const one = tableOf(ABC, 120, { label: () => 1, prediction: third })
  expect(codesOf(one)).toEqual(['never-labelled', 'one-class'])
})
