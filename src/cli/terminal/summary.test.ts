import { expect, test } from 'vitest'
import { directionsOf } from '../../../test/make-run/directions-of.ts'
import { planRun } from '../../../test/make-run/plan-run.ts'
import { summary } from './summary.ts'

test('the first line counts the failure modes that held-out images bear out apart from those that they do not', () => {
  const directions = directionsOf(planRun({ examples: 4000, classes: 8 }))
  const found = directions.classes.filter(({ state }) => state === 'ok')
  const lineWith = (...lows: number[]) => {
    found.forEach(({ directions: [first] }, i) => {
      if (first?.heldOut) first.heldOut.differenceInterval = [lows[i] ?? 0, 0.9]
    })
    return summary(directions, 120).split('\n', 1)[0]
  }
  expect(found).toHaveLength(4)
  expect(lineWith(0.1, 0.2, 0.1, 0.3)).toBe('4 of 8 classes have a consistent failure mode')
  expect(lineWith(0.1, -0.2, -0.1, 0)).toBe(
    '4 of 8 classes have a consistent failure mode; on held-out images 1 of 4 was seen again for certain',
  )
  expect(lineWith(0.1, 0.2, -0.1, 0)).toContain(
    '; on held-out images 2 of 4 were seen again for certain',
  )
  expect(lineWith(-0.1, -0.2, 0, 0)).toContain(
    '; on held-out images none of 4 was seen again for certain',
  )
})
