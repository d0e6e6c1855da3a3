import { expect, test } from 'vitest'
import { claimedCaptions } from './claim-captions.ts'

const fine = { p: 0.001, randomAsGood: 0, contradicts: false, onSide: true }

test('claimedCaptions() demands significance after Holm’s correction', () => {
  const ps = [0.01, 0.006, 0.015, 0.005, 0.1]
  // Holm: 0.005 <= 0.025 / 5, 0.006 <= 0.025 / 4, then 0.01 > 0.025 / 3 stops.
  expect(claimedCaptions(ps.map((p) => ({ ...fine, p })))).toEqual([
    false,
    true,
    false,
    true,
    false,
  ])
})

test('claimedCaptions() turns down a caption that random ones match, that is off its side, or that names another class', () => {
  const captions = [
    { ...fine, randomAsGood: 0.06 },
    { ...fine, onSide: false },
    { ...fine, contradicts: true },
    fine,
  ]
  expect(claimedCaptions(captions)).toEqual([false, false, false, true])
})

test('claimedCaptions() tests the first five that may be names', () => {
  const barred = { ...fine, contradicts: true }
  const captions = [barred, ...Array(6).fill({ ...fine, p: 0.0045 })]
  expect(claimedCaptions(captions)).toEqual([false, true, true, true, true, true, false])
})

test('claimedCaptions() does not pay for captions that cannot be names', () => {
  const barred = { ...fine, p: 1, onSide: false }
  expect(claimedCaptions([barred, barred, { ...fine, p: 0.02 }])).toEqual([false, false, true])
})
