import { expect, test } from 'vitest'
import { binomialTail } from './binomial-tail.ts'

/** By exact integers: the sum of Pascal's row over 2^n. */
function byEnumeration(x: number, n: number): number {
  let term = 1n
  let sum = 0n
  for (let k = n; k >= x; k--) {
    sum += term
    term = (term * BigInt(k)) / BigInt(n - k + 1)
  }
  return Number((sum * 10n ** 60n) / 2n ** BigInt(n)) / 1e60
}

test('binomialTail() is the sum of Pascal’s row, exact integers', () => {
  for (const n of [1, 2, 7, 40, 150]) {
    for (let x = 0; x <= n; x++) {
      const expected = byEnumeration(x, n)
      expect(Math.abs(binomialTail(x, n) / expected - 1), `${x} of ${n}`).toBeLessThan(1e-9)
    }
  }
})

test('binomialTail() does not overflow above 1,000 trials: the halves of a million add up to 1', () => {
  const n = 1_000_001
  expect(binomialTail(500_001, n)).toBeCloseTo(0.5, 9)
  expect(binomialTail(501_000, n)).toBeGreaterThan(0.02)
  expect(binomialTail(501_000, n)).toBeLessThan(0.025)
  expect(binomialTail(1200, 1200)).toBeCloseTo(0, 12)
})

test('binomialTail() of a chance other than a half adds up the terms', () => {
  const [n, p] = [9, 0.3]
  const choose = (k: number): number => (k === 0 ? 1 : (choose(k - 1) * (n - k + 1)) / k)
  for (let x = 0; x <= n + 1; x++) {
    let sum = 0
    for (let k = x; k <= n; k++) sum += choose(k) * p ** k * (1 - p) ** (n - k)
    expect(binomialTail(x, n, p)).toBeCloseTo(sum, 10)
  }
  expect(() => binomialTail(1, 2, 1.5)).toThrow(RangeError)
})
