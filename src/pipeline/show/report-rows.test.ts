import { expect, test } from 'vitest'
import { directionsOf } from '../../../test/make-run/directions-of.ts'
import { planRun } from '../../../test/make-run/plan-run.ts'
import { reportRows } from './report-rows.ts'

test('reportRows() gives each row once: in turns the hardest and easiest of each class with a failure mode first', () => {
  const plan = planRun({ examples: 600, classes: 4 })
  const { classes, ids, splits, labels, decisionValues } = plan
  const run = {
    directions: directionsOf(plan),
    examples: { classes, ids, splits, labels, decisionValues },
    manifest: { config: { method: { heldOutSplit: 'test' } } },
  } as unknown as Parameters<typeof reportRows>[0]
  const rows = reportRows(run)
  expect(rows.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 600 }, (_, row) => row))
  const held = (label: number) =>
    rows
      .filter((row) => labels[row] === label && splits[row] === 'test')
      .sort((a, b) => decisionValues[a] - decisionValues[b])
  expect(plan.states).toEqual(['ok', 'ok', 'not-significant', 'not-significant'])
  expect(rows.slice(0, 4)).toEqual([held(0)[0], held(1)[0], held(0).at(-1), held(1).at(-1)])
  expect(splits[rows[599]]).not.toBe('test')
})
