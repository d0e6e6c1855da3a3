import { expect, test } from 'vitest'
import type { Matrix } from '../vectors/matrix.ts'
import { normalDraw, randomSource } from '../vectors/random.ts'
import { fitStandardizer } from '../vectors/standardize.ts'
import { combineClasses } from './combine-classes.ts'
import type { ExampleTable } from './example-table.ts'
import { type ClassFit, fitClass } from './fit-class.ts'
import { fitDirections } from './fit-directions.ts'
import { scoreExamples } from './score-examples.ts'

/** Class "sick" fails where the second feature is high, "well" by chance, "rare" has two errors. */
const world = (seed: string): { x: Matrix; table: ExampleTable } => {
  const random = randomSource(seed)
  const classes = ['sick', 'well', 'rare']
  const labels = Int32Array.from({ length: 900 }, (_, row) => row % 3)
  const data = Float32Array.from({ length: 900 * 5 }, () => 1 + normalDraw(random))
  const predictions = labels.map((label, row) => {
    const errs = [data[row * 5 + 1] > 1.8 ? 0.9 : 0.05, 0.2, row < 6 ? 1 : 0][label]
    return random() < errs ? (label + 1) % 3 : label
  })
  const table = {
    classes,
    ids: Array.from(labels, (_, row) => `${row}`),
    labels,
    predictions,
    confidence: new Float64Array(900),
    splits: Array.from(labels, (_, row) => (row < 600 ? 'val' : 'test')),
  }
  return { x: { data, rows: 900, cols: 5 }, table }
}

test('a real failure is ok, chance is not significant, two errors are not enough', () => {
  const { x, table } = world('three')
  const { classes, warnings } = fitDirections(x, table, fitStandardizer(x))
  expect(classes.map((one) => one.state)).toEqual(['ok', 'not-significant', 'not-enough-errors'])
  expect(classes.map((one) => one.examples)).toEqual([200, 200, 200])
  expect(classes[2]).toMatchObject({ errors: 2, directions: [] })
  expect(classes[0].reason).toMatch(/^Errors can be told apart: AUROC 0\.\d\d \(.*\) left out, q /)
  expect(classes[2].reason).toMatch(/^2 of 200 examples wrong/)
  expect(warnings).toEqual([])
})

test('flags by the direction that was found hold errors on another split', () => {
  const { x, table } = world('scores')
  const standardizer = fitStandardizer(x)
  const { classes } = fitDirections(x, table, standardizer)
  const directions = classes.map(({ state, directions: [first] }) =>
    state === 'ok' ? first : undefined,
  )
  const values = scoreExamples({ standardizer, directions }, x, table.labels)
  const errorRate = (flagged: boolean) => {
    const rows = [...values.keys()].filter(
      (row) => row >= 600 && values[row] <= 0 === flagged && row % 3 === 0,
    )
    return rows.filter((row) => table.predictions[row] !== table.labels[row]).length / rows.length
  }
  expect(errorRate(true)).toBeGreaterThan(errorRate(false) + 0.3)
})

test('a class fits alike alone and among others, in any order', () => {
  const { x, table } = world('alone')
  const standardizer = fitStandardizer(x)
  const all = fitDirections(x, table, standardizer, { seed: 4 })
  // The same class under another number: only its name seeds it.
  const swap = [1, 0, 2]
  const swapped = {
    ...table,
    classes: ['well', 'sick', 'rare'],
    labels: table.labels.map((c) => swap[c]),
    predictions: table.predictions.map((c) => swap[c]),
  }
  const other = fitDirections(x, swapped, standardizer, { seed: 4 })
  expect(other.classes[1]).toEqual(all.classes[0])
  expect(other.classes[0]).toEqual(all.classes[1])
})

test('the faithful profile calls every fitted class ok and measures balanced accuracy only', () => {
  const { x, table } = world('faithful')
  const { classes } = fitDirections(x, table, fitStandardizer(x), { profile: 'faithful' })
  expect(classes.map((one) => one.state)).toEqual(['ok', 'ok', 'ok'])
  const measured = { rank: 1, balancedAccuracy: expect.any(Number), C: expect.any(Number) }
  const [direction] = classes[0].directions
  expect(direction).toMatchObject(measured)
  expect([direction.auroc, direction.p, direction.q]).toEqual([undefined, undefined, undefined])
})

test('the faithful profile warns of rows that come in blocks', () => {
  const random = randomSource('blocks')
  const data = Float32Array.from({ length: 800 }, (_, k) => normalDraw(random) + (k < 400 ? 3 : 0))
  const correct = Uint8Array.from({ length: 200 }, (_, row) => (row % 4 === 0 ? 0 : 1))
  const x = { data, rows: 200, cols: 4 }
  const examples = { class: 'cat', x, correct }
  const standardizer = fitStandardizer(x)
  expect(fitClass(standardizer, examples, { profile: 'faithful' }).warnings).toMatchObject([
    { code: 'rows-in-blocks', where: 'cat' },
  ])
  expect(fitClass(standardizer, examples, { profile: 'robust' }).warnings).toEqual([])
})

test('no examples, no errors and only errors are not enough errors in either profile', () => {
  for (const profile of ['robust', 'faithful'] as const) {
    for (const [n, side] of [
      [0, 1],
      [20, 1],
      [20, 0],
    ]) {
      const x = { data: new Float32Array(n * 2).map((_, k) => (k % 5) - 2), rows: n, cols: 2 }
      const standardizer = { mean: new Float64Array(2), deviation: Float64Array.of(1, 1) }
      const examples = { class: 'cat', x, correct: new Uint8Array(n).fill(side) }
      const fit = fitClass(standardizer, examples, { profile })
      expect(fit).toMatchObject({ examples: n, errors: side === 0 ? n : 0 })
      expect(fit.direction).toBeUndefined()
      expect(combineClasses([fit]).classes[0].state).toBe('not-enough-errors')
    }
  }
})

test('combineClasses() controls the false-discovery rate over classes that could be tested', () => {
  const plane = { weights: Float64Array.of(1), bias: 0, norm: 1, balancedAccuracy: 0.6 }
  const fitWith = (p: number | undefined): ClassFit => ({
    class: `${p}`,
    examples: 100,
    errors: 20,
    warnings: [],
    ...(p === undefined ? { shortage: 'too few' } : { direction: { ...plane, p } }),
  })
  const { classes } = combineClasses([0.03, 0.2, undefined, 0.04, 0.01].map(fitWith), 0.05)
  // 0.01 * 4 = 0.04; 0.03 and 0.04 share 0.04 * 4 / 3 = 0.053.
  expect(classes.map((one) => one.state)).toEqual([
    'not-significant',
    'not-significant',
    'not-enough-errors',
    'not-significant',
    'ok',
  ])
  expect(classes[4].directions.map(({ q }) => q)).toEqual([0.04])
  expect(classes[0].directions).toHaveLength(1)
})

test('other splits, other classes and unknown predictions are left out', () => {
  const { x, table } = world('rows')
  const predictions = table.predictions.map((c, row) => (row < 30 ? -1 : c))
  const { classes } = fitDirections(x, { ...table, predictions }, fitStandardizer(x))
  expect(classes[1].examples).toBe(190)
})
