import { expect, test } from 'vitest'
import { claimedCaptions } from './claim-captions.ts'

const fine = {
  p: 0.001,
  partP: 0.001,
  part: 0,
  nearestP: 0.01,
  contradicts: false,
  onSide: true,
  present: true,
}

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

test('claimedCaptions() turns down a caption whose nearest images do not bear it out, of what the data does not show, off its side, or of another class', () => {
  const captions = [
    { ...fine, nearestP: 0.06 },
    { ...fine, present: false },
    { ...fine, onSide: false },
    { ...fine, contradicts: true },
    fine,
  ]
  expect(claimedCaptions(captions)).toEqual([false, false, false, false, true])
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

test('claimedCaptions() claims no caption whose carrying part fails, and corrects over the parts, each counted once', () => {
  const captions = [
    { ...fine, part: 1, partP: 0.2 },
    { ...fine, part: 2, partP: 0.011 },
    { ...fine, part: 2, partP: 0.011 },
  ]
  // Holm over two parts: 0.011 <= 0.025 / 2 holds, 0.2 does not.
  expect(claimedCaptions(captions)).toEqual([false, true, true])
})
