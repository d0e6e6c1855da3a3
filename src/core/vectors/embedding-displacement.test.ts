import { expect, test } from 'vitest'
import { embeddingDisplacement } from './embedding-displacement.ts'

const normal = Float64Array.of(0.6, 0.64, 0.48)
const deviation = Float64Array.of(0.5, 2, 0)

test('embeddingDisplacement() is the step in x that moves the standardized row along w', () => {
  const step = embeddingDisplacement(normal, deviation)
  const inZ = Array.from(step, (value, j) => (deviation[j] ? value / deviation[j] : 0))
  const ratio = (inZ[0] ?? 0) / 0.6
  expect(ratio).toBeGreaterThan(0)
  expect(inZ[1]).toBeCloseTo(ratio * 0.64, 12)
  expect(step[2]).toBe(0)
  expect(Math.hypot(...step)).toBeCloseTo(1, 12)
})

test('embeddingDisplacement() differs from the gradient of the decision value, w / deviation', () => {
  const step = embeddingDisplacement(normal, deviation)
  expect((step[0] ?? 0) / (step[1] ?? 1)).toBeCloseTo((0.6 * 0.5) / (0.64 * 2), 12)
})

test('embeddingDisplacement() refuses a direction that moves nothing', () => {
  expect(() => embeddingDisplacement(Float64Array.of(1), Float64Array.of(0))).toThrow(RangeError)
  expect(() => embeddingDisplacement(Float64Array.of(1), deviation)).toThrow(RangeError)
})
