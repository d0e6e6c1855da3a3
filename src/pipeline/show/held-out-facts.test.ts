import { expect, test } from 'vitest'
import { planRun } from '../../../test/make-run/plan-run.ts'
import { heldOutFacts } from './held-out-facts.ts'

test('heldOutFacts() counts what a plain filter counts, and gives the hardest held-out rows of each class in order', () => {
  const plan = planRun({ examples: 900, classes: 4 })
  const { classes, splits, labels, predictions, decisionValues } = plan
  decisionValues.fill(-1, 500, 700) // ties go by row
  predictions[850] = -1
  decisionValues[851] = Number.NaN
  const flagged = Int8Array.from(decisionValues, (value) => Number(value <= 0))
  const examples = { classes, splits, labels, predictions, decisionValues, flagged }
  const manifest = { config: { method: { heldOutSplit: 'test' } } }
  const facts = heldOutFacts({ examples, manifest } as unknown as Parameters<
    typeof heldOutFacts
  >[0])
  const held = [...splits.keys()].filter((row) => splits[row] === 'test')
  const known = held.filter((row) => (predictions[row] ?? -1) >= 0)
  const value = (row: number) => decisionValues[row] ?? Number.NaN
  expect(facts).toEqual({
    images: held.length,
    known: known.length,
    right: known.filter((row) => predictions[row] === labels[row]).length,
    flagged: held.filter((row) => flagged[row] === 1).length,
    hardest: classes.map((_, label) =>
      held
        .filter((row) => labels[row] === label && !Number.isNaN(value(row)))
        .sort((a, b) => value(a) - value(b) || a - b)
        .slice(0, 6),
    ),
  })
  expect(known.length).toBeLessThan(held.length)
})
