import fc from 'fast-check'
import { expect, test } from 'vitest'
import { hypergeometricTail } from './hypergeometric.ts'

/** All draws, one by one. */
function byEnumeration(x: number, k: number, m: number, n: number): number {
  let hits = 0
  let draws = 0
  for (let set = 0; set < 2 ** n; set++) {
    const items = Array.from({ length: n }, (_, i) => i).filter((i) => set & (1 << i))
    if (items.length !== k) continue
    draws += 1
    if (items.filter((i) => i < m).length >= x) hits += 1
  }
  return hits / draws
}

test('hypergeometricTail() equals counting every draw', () => {
  const cases = fc
    .integer({ min: 1, max: 10 })
    .chain((n) => fc.tuple(fc.constant(n), fc.nat(n), fc.nat(n), fc.integer({ min: -1, max: 11 })))
  fc.assert(
    fc.property(cases, ([n, k, m, x]) => {
      expect(hypergeometricTail(x, k, m, n)).toBeCloseTo(byEnumeration(x, k, m, n), 12)
    }),
    { numRuns: 60 },
  )
})

test('hypergeometricTail() stays exact far out in the tail', () => {
  // C(9900, 0) C(100, 100) / C(10000, 100), by summing logarithms
  let log = 0
  for (let i = 1; i <= 100; i++) log += Math.log(i / (9900 + i))
  expect(hypergeometricTail(100, 100, 100, 10_000) / Math.exp(log)).toBeCloseTo(1, 8)
})

test('hypergeometricTail() refuses more marked items or draws than there are items', () => {
  expect(() => hypergeometricTail(1, 5, 2, 4)).toThrow(RangeError)
  expect(() => hypergeometricTail(1, 2, 5, 4)).toThrow(RangeError)
})
