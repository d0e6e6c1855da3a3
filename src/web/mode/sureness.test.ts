import { expect, test } from 'vitest'
import { sureness } from './sureness.ts'

const method = { alpha: 0.05 }
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
  expect(sureness({ q: 0.0056, p: 0.005, heldOut: heldOut(0.01) }, method)).toBe(
    'Sure: q 0.0056, where at most 0.05 is called sure; seen again on images that had no part in the search.',
  )
  expect(sureness({ q: 0.0056, p: 0.005, heldOut: heldOut(-0.02) }, method)).toMatch(
    /it was not seen again for certain\.$/,
  )
  expect(sureness({ q: null, p: null, heldOut: null }, method)).toBe(
    'Not tested. No other images could confirm it.',
  )
})
