import { expect, test } from 'vitest'
import { decodeBfloat16, decodeFloat16 } from './float16.ts'

test.each([
  [0x0000, 0],
  [0x8000, -0],
  [0x0001, 2 ** -24],
  [0x03ff, 1023 * 2 ** -24],
  [0x0400, 2 ** -14],
  [0x3555, 0.333251953125],
  [0x3c00, 1],
  [0xc000, -2],
  [0x7bff, 65504],
  [0x7c00, Number.POSITIVE_INFINITY],
  [0xfc00, Number.NEGATIVE_INFINITY],
  [0x7e00, Number.NaN],
])('decodeFloat16() of %i is %d', (half, value) => {
  expect(decodeFloat16(half)).toBe(value)
})

test('decodeBfloat16() is a float32 without its lower half', () => {
  const float = Float32Array.of(Math.fround(-1.5e-30))
  const upper = (new Uint32Array(float.buffer)[0] as number) >>> 16
  expect(decodeBfloat16(upper)).toBeCloseTo(-1.5e-30, 32)
  expect(decodeBfloat16(0x3fc0)).toBe(1.5)
})
