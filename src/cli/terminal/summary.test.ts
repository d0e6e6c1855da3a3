import { expect, test } from 'vitest'
import { directionsOf } from '../../../test/make-run/directions-of.ts'
import { planRun } from '../../../test/make-run/plan-run.ts'
import { summary } from './summary.ts'

test('the first line counts the failure modes that held-out images bear out apart from those that they do not', () => {
  const directions = directionsOf(planRun({ examples: 4000, classes: 5 }))
  const found = directions.classes.filter(({ state }) => state === 'ok')
  const lineWith = (...lows: number[]) => {
    found.forEach(({ directions: [first] }, i) => {
      if (first?.heldOut) first.heldOut.differenceInterval = [lows[i] ?? 0, 0.9]
    })
    return summary(directions, 120).split('\n', 1)[0]
  }
  expect(found).toHaveLength(2)
  expect(lineWith(0.1, 0.2)).toBe('2 of 5 classes have a consistent failure mode')
  expect(lineWith(0.1, -0.2)).toBe(
    '2 of 5 classes have a consistent failure mode; on held-out images 1 of 2 was seen again for certain',
  )
  expect(lineWith(-0.1, -0.2)).toContain(
    '; on held-out images none of 2 was seen again for certain',
  )
})
