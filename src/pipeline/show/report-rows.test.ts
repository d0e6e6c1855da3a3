import { expect, test } from 'vitest'
import { directionsOf } from '../../../test/make-run/directions-of.ts'
import { planRun } from '../../../test/make-run/plan-run.ts'
import { reportRows } from './report-rows.ts'

test('reportRows() gives each row once: the first screens that its links lead to, then in turns the ends of each class', () => {
  const plan = planRun({ examples: 600, classes: 4 })
  const { classes, ids, splits, labels, decisionValues, predictions, confidence } = plan
  const run = {
    directions: directionsOf(plan),
    examples: { classes, ids, splits, labels, decisionValues, predictions, confidence },
    manifest: { config: { method: { heldOutSplit: 'test' } } },
  } as unknown as Parameters<typeof reportRows>[0]
  const rows = reportRows(run)
  expect(rows.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 600 }, (_, row) => row))
  const held = (label: number) =>
    rows
      .filter((row) => labels[row] === label && splits[row] === 'test')
      .sort((a, b) => decisionValues[a] - decisionValues[b])
  expect(plan.states).toEqual(['ok', 'ok', 'not-significant', 'not-significant'])
  // What "All wrong held-out images" shows before anyone scrolls: proven classes first, the hardest first.
  const wrong = [...held(0), ...held(1)]
    .filter((row) => predictions[row] !== labels[row])
    .sort((a, b) => decisionValues[a] - decisionValues[b])
  const first = new Set(rows.slice(0, 300))
  expect(wrong.slice(0, 60).every((row) => first.has(row))).toBe(true)
  const ends = [0, 1].flatMap((label) => [held(label)[0], held(label).at(-1) ?? -1])
  expect(ends.every((row) => first.has(row))).toBe(true)
  expect(splits[rows[599]]).not.toBe('test')
})
