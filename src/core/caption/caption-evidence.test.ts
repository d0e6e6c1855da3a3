import { expect, test } from 'vitest'
import { hypergeometricTail } from '../statistics/hypergeometric.ts'
import { accuracyCurve, captionEvidence } from './caption-evidence.ts'

const cosines = Float64Array.from({ length: 100 }, (_, i) => 1 - i / 100)
const wrong = Uint8Array.from({ length: 100 }, (_, i) => (i < 12 || i % 10 === 0 ? 1 : 0))

test('captionEvidence() counts the nearest images and tests them against the class, each side its own way', () => {
  const hard = captionEvidence(cosines, wrong, 20, 'hard')
  expect(hard).toMatchObject({ nearest: 20, accuracy: 8 / 20, classAccuracy: 80 / 100 })
  expect(hard.p).toBe(hypergeometricTail(12, 20, 20, 100))
  expect(hard.interval[0]).toBeLessThan(0.4)
  expect(hard.interval[1]).toBeGreaterThan(0.4)
  const easy = captionEvidence(cosines, wrong, 20, 'easy')
  expect(easy.p).toBe(hypergeometricTail(8, 20, 80, 100))
  expect(easy.p).toBeGreaterThan(0.99)
})

test('accuracyCurve() ends at the accuracy of the class, whatever the caption', () => {
  const curve = accuracyCurve(cosines, wrong)
  const other = accuracyCurve(cosines.toReversed(), wrong)
  expect(curve.fraction.at(-1)).toBe(1)
  expect([curve.accuracy.at(-1), other.accuracy.at(-1)]).toEqual([0.8, 0.8])
  expect(curve.accuracy[0]).toBe(0)
  for (const [i, accuracy] of curve.accuracy.entries()) {
    expect(curve.low[i]).toBeLessThanOrEqual(accuracy)
    expect(curve.high[i]).toBeGreaterThanOrEqual(accuracy)
  }
})
