import { expect, test } from 'vitest'
import { unpairedBelowMarginP, unpairedScore } from './unpaired-difference.ts'
import { newcombeInterval } from './wilson.ts'

const logFactorial = [0]
for (let i = 1; i <= 400; i++) logFactorial.push((logFactorial[i - 1] ?? 0) + Math.log(i))
const lf = (i: number) => logFactorial[i] ?? 0
const chance = (x: number, n: number, p: number) =>
  p === 0 ? Number(x === 0) : Math.exp(lf(n) - lf(x) - lf(n - x)) * p ** x * (1 - p) ** (n - x)

test('unpairedScore() uses the likeliest shares, found here by a search, and rises with the errors of a', () => {
  for (const [m, n, d] of [
    [30, 30, 0.02],
    [17, 60, -0.1],
    [50, 20, 0.3],
  ] as const) {
    for (const b of [0, 7, n]) {
      let last = Number.NEGATIVE_INFINITY
      for (let a = 0; a <= m; a++) {
        const part = (count: number, share: number) => (count > 0 ? count * Math.log(share) : 0)
        let [best, most] = [0, Number.NEGATIVE_INFINITY]
        for (let q = Math.max(0, -d) + 1e-9; q < Math.min(1, 1 - d); q += 5e-4) {
          const p = q + d
          const log = part(a, p) + part(m - a, 1 - p) + part(b, q) + part(n - b, 1 - q)
          if (log > most) [best, most] = [q, log]
        }
        const variance = (best * (1 - best)) / n + ((best + d) * (1 - best - d)) / m
        const z = unpairedScore([a, m], [b, n], d)
        const searched = (a / m - b / n - d) / Math.sqrt(variance)
        expect(Math.abs(z - searched)).toBeLessThan(0.05 * Math.max(1, Math.abs(z)))
        expect(z).toBeGreaterThan(last)
        last = z
      }
    }
  }
})

test('unpairedBelowMarginP() is at most alpha with chance at most alpha where the difference is the margin; Newcombe’s bound is not', () => {
  let newcombe = 0
  for (const [m, n, margin] of [
    [40, 25, 0.1],
    [300, 30, 0.02],
  ] as const) {
    const lastSafe = (isSafe: (a: number, b: number) => boolean) =>
      Array.from({ length: n + 1 }, (_, b) => {
        let [below, above] = [-1, m + 1]
        while (above - below > 1) {
          const middle = (below + above) >> 1
          if (isSafe(middle, b)) below = middle
          else above = middle
        }
        return below
      })
    const wrong = (last: readonly number[], share: number) =>
      last.reduce((sum, most, b) => {
        let upTo = 0
        for (let a = 0; a <= most; a++) upTo += chance(a, m, share + margin)
        return sum + chance(b, n, share) * upTo
      }, 0)
    const exact = lastSafe((a, b) => unpairedBelowMarginP([a, m], [b, n], margin) <= 0.05)
    const approximate = lastSafe((a, b) => newcombeInterval([a, m], [b, n], 0.9)[1] < margin)
    for (const share of [0, 0.004, 0.017, 0.05, 0.13, 0.31, 0.5, 0.77, 0.893]) {
      expect(wrong(exact, share), `${m} and ${n}, ${share}`).toBeLessThan(0.0505)
      newcombe = Math.max(newcombe, wrong(approximate, share))
    }
  }
  expect(newcombe).toBeGreaterThan(0.055)
})

test('unpairedBelowMarginP() rises with the errors of the new model, and passes into the score test where exact sums end', () => {
  const p = (errors: number) => unpairedBelowMarginP([errors, 200], [20, 150], 0.05)
  for (let errors = 10; errors < 30; errors += 5) expect(p(errors + 1)).toBeGreaterThan(p(errors))
  const at = (n: number) => unpairedBelowMarginP([0.1 * n, n], [0.1 * n, n], 0.02)
  expect(at(5100) / at(4900)).toBeGreaterThan(0.3)
  expect(at(5100) / at(4900)).toBeLessThan(3)
  expect(unpairedBelowMarginP([0, 0], [3, 10], 0.02)).toBe(1)
})
