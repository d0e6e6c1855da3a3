import { expect, test } from 'vitest'
import { sureness } from './sureness.ts'

const found = { errors: 24, examples: 400 }
const method = { fitSplit: 'val', alpha: 0.05 }
const heldOut = (low: number) => ({
  split: 'test',
  flagged: { examples: 12, errors: 2, errorRate: 1 / 6, interval: null },
  unflagged: { examples: 388, errors: 15, errorRate: 0.04, interval: null },
  difference: 0.13,
  differenceInterval: [low, 0.4] as [number, number],
  auroc: null,
  aurocInterval: null,
})

test('how sure a finding is names what decided and whether it was seen again', () => {
  expect(sureness(found, { q: 0.0056, p: 0.005, heldOut: heldOut(0.01) }, method)).toBe(
    'Sure: found among the 24 wrong of 400 images in “val” (q 0.0056, at most 0.05 is called sure), and seen again on images that had no part in the search.',
  )
  expect(sureness(found, { q: 0.0056, p: 0.005, heldOut: heldOut(-0.02) }, method)).toMatch(
    /it was not seen again for certain\.$/,
  )
  expect(sureness(found, { q: null, p: null, heldOut: null }, method)).toBe(
    'Not tested: found among the 24 wrong of 400 images in “val”. No other images could confirm it.',
  )
})
