import { expect, test } from 'vitest'
import { claimedCaptions } from './claim-captions.ts'

const fine = { p: 0.001, randomAsGood: 0, contradicts: false, onSide: true }

test('claimedCaptions() demands significance after Holm’s correction', () => {
  const ps = [0.02, 0.012, 0.03, 0.01, 0.2]
  // Holm: 0.01 <= 0.05 / 5, 0.012 <= 0.05 / 4, then 0.02 > 0.05 / 3 stops.
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

test('claimedCaptions() tests the first five only', () => {
  expect(claimedCaptions(Array(6).fill({ ...fine, p: 0.009 }))).toEqual([
    true,
    true,
    true,
    true,
    true,
    false,
  ])
})
