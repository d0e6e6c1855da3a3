import { expect, test } from 'vitest'
import { belowMarginP, pairedInterval, pairedScore } from './paired-difference.ts'

const logFactorial = [0]
for (let i = 1; i <= 1000; i++) logFactorial.push((logFactorial[i - 1] ?? 0) + Math.log(i))
const lf = (i: number) => logFactorial[i] ?? 0

/** P(broken, mended) of n pairs. */
function chance(b: number, c: number, n: number, pb: number, pc: number): number {
  const rest = Math.max(0, 1 - pb - pc)
  const log = (count: number, p: number) => (count === 0 ? 0 : count * Math.log(p) - lf(count))
  return Math.exp(lf(n) + log(b, pb) + log(c, pc) + log(n - b - c, rest))
}

test('pairedScore() uses the likeliest share of mended pairs, found here by a search', () => {
  for (const [broken, mended, pairs, d] of [
    [3, 7, 40, 0.05],
    [9, 0, 30, 0.1],
    [4, 4, 25, -0.2],
  ] as const) {
    const logLikelihood = (q: number) =>
      broken * Math.log(q + d) +
      mended * Math.log(q) +
      (pairs - broken - mended) * Math.log(1 - 2 * q - d)
    let best = 0
    let most = Number.NEGATIVE_INFINITY
    for (let q = Math.max(0, -d) + 1e-7; q < (1 - d) / 2; q += 1e-6) {
      if (logLikelihood(q) > most) [best, most] = [q, logLikelihood(q)]
    }
    const variance = pairs * (2 * best + d - d * d)
    const z = (broken - mended - pairs * d) / Math.sqrt(variance)
    expect(pairedScore({ broken, mended, pairs }, d)).toBeCloseTo(z, 3)
  }
})

test('pairedInterval() covers the difference in 93 to 97 of 100, by enumeration of every outcome', () => {
  const n = 40
  for (const [pb, pc] of [
    [0.2, 0.2],
    [0.3, 0.1],
    [0.1, 0.05],
  ] as const) {
    let covered = 0
    for (let b = 0; b <= n; b++) {
      for (let c = 0; c <= n - b; c++) {
        const weight = chance(b, c, n, pb, pc)
        if (weight < 1e-9) continue
        const [low, high] = pairedInterval({ broken: b, mended: c, pairs: n })
        if (low <= pb - pc && pb - pc <= high) covered += weight
      }
    }
    expect(covered).toBeGreaterThan(0.93)
    expect(covered).toBeLessThan(0.97)
  }
})

test('pairedInterval() turns round with the models and is the whole range without pairs', () => {
  const [low, high] = pairedInterval({ broken: 3, mended: 9, pairs: 50 })
  const [from, to] = pairedInterval({ broken: 9, mended: 3, pairs: 50 })
  expect(low).toBeCloseTo(-to, 10)
  expect(high).toBeCloseTo(-from, 10)
  expect(pairedInterval({ broken: 0, mended: 0, pairs: 0 })).toEqual([-1, 1])
  expect(pairedInterval({ broken: 0, mended: 0, pairs: 100 })[1]).toBeLessThan(0.05)
})

test('belowMarginP() is at most alpha with chance at most alpha where the difference is the margin', () => {
  for (const [n, margin] of [
    [20, 0.1],
    [50, 0.05],
    [135, 0.02],
  ] as const) {
    const p = new Map<string, number>()
    for (const pc of [0, 0.01, 0.1]) {
      let wrong = 0
      for (let b = 0; b <= n; b++) {
        for (let c = 0; c <= n - b; c++) {
          const weight = chance(b, c, n, pc + margin, pc)
          // An outcome whose score is above -1.2 (p .12) is far from 5 %.
          const isFar = pairedScore({ broken: b, mended: c, pairs: n }, margin) > -1.2
          if (weight < 1e-6 || isFar) continue
          const key = `${b} ${c}`
          if (!p.has(key)) p.set(key, belowMarginP({ broken: b, mended: c, pairs: n }, margin))
          if ((p.get(key) ?? 1) <= 0.05) wrong += weight
        }
      }
      // The score test alone reaches .065 at 135 pairs.
      expect(wrong, `${n} pairs, margin ${margin}, mended ${pc}`).toBeLessThan(0.0502)
    }
  }
})

test('belowMarginP() holds its level where its worst share lies between two that a coarse search tries', () => {
  const [n, margin, pc] = [1000, 0.02, 0.485]
  const likely = Array.from({ length: 121 }, (_, i) => Math.round(n * pc) - 60 + i)
  const outcomes = likely
    .flatMap((c) =>
      Array.from({ length: n - c + 1 }, (_, b) => ({ broken: b, mended: c, pairs: n })),
    )
    .map((counts) => ({ counts, score: pairedScore(counts, margin) }))
    .sort((a, b) => a.score - b.score)
  // p rises with the score.
  let [passing, failing] = [-1, outcomes.length]
  while (failing - passing > 1) {
    const middle = (passing + failing) >> 1
    const outcome = outcomes[middle]
    if (outcome && belowMarginP(outcome.counts, margin) <= 0.05) passing = middle
    else failing = middle
  }
  const wrong = outcomes
    .slice(0, passing + 1)
    .reduce(
      (sum, { counts: { broken, mended } }) => sum + chance(broken, mended, n, pc + margin, pc),
      0,
    )
  expect(wrong).toBeGreaterThan(0.045)
  expect(wrong).toBeLessThan(0.0501)
})

test('belowMarginP() without discordant pairs is at least the chance that none shows, and little more', () => {
  for (const n of [50, 100, 200]) {
    const p = belowMarginP({ broken: 0, mended: 0, pairs: n }, 0.02)
    expect(p).toBeGreaterThan(0.98 ** n - 1e-12)
    expect(p).toBeLessThan(2 * 0.98 ** n)
  }
})

test('belowMarginP() rises with broken pairs and falls with mended ones', () => {
  const p = (broken: number, mended: number) => belowMarginP({ broken, mended, pairs: 80 }, 0.05)
  for (let count = 0; count < 12; count++) {
    expect(p(count + 1, 4)).toBeGreaterThan(p(count, 4))
    expect(p(4, count + 1)).toBeLessThan(p(4, count))
  }
})

test('belowMarginP() passes into the score test where exact sums end', () => {
  const rate = (pairs: number) =>
    belowMarginP(
      { broken: Math.round(pairs * 0.05), mended: Math.round(pairs * 0.04), pairs },
      0.02,
    )
  expect(rate(5100) / rate(4900)).toBeGreaterThan(0.3)
  expect(rate(5100) / rate(4900)).toBeLessThan(3)
})
