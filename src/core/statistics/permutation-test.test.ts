import { expect, test } from 'vitest'
import { randomSource } from '../vectors/random.ts'
import { exactPInterval, permutationTest } from './permutation-test.ts'

const drawFrom = (random: () => number) => (count: number) =>
  Float64Array.from({ length: count }, random)

test('under the null hypothesis p falls below alpha no more often than alpha', () => {
  const random = randomSource(0)
  const trials = 4000
  const ps = Array.from(
    { length: trials },
    () => permutationTest(random(), drawFrom(random), { hopeless: 0.05 }).p,
  )
  for (const alpha of [0.01, 0.05]) {
    const share = ps.filter((p) => p <= alpha).length / trials
    expect(share).toBeLessThan(alpha + 3 * Math.sqrt((alpha * (1 - alpha)) / trials))
    expect(share).toBeGreaterThan(alpha * 0.6)
  }
})

test('a hopeless value stops early, with a p far above the level', () => {
  const { p, drawn } = permutationTest(0, (count) => new Float64Array(count), { hopeless: 0.05 })
  expect(p).toBe(1)
  expect(drawn).toBe(32)
})

test('a value never reached costs all permutations and gets the least p they can give', () => {
  const draw = (count: number) => new Float64Array(count).fill(1)
  expect(permutationTest(2, draw, { permutations: 19 })).toEqual({ p: 0.05, reached: 0, drawn: 19 })
})

test('ties and undefined statistics count against the finding', () => {
  expect(permutationTest(1, (count) => new Float64Array(count).fill(1)).p).toBe(1)
  expect(permutationTest(1, (count) => new Float64Array(count).fill(Number.NaN)).p).toBe(1)
})

test('the interval holds the exact p', () => {
  const random = randomSource(1)
  for (const exact of [0.001, 0.02, 0.05, 0.4]) {
    let missed = 0
    for (let trial = 0; trial < 1000; trial++) {
      const draw = drawFrom(() => (random() < exact ? 1 : -1))
      const [low, high] = exactPInterval(permutationTest(0, draw))
      if (low > exact || exact > high) missed += 1
    }
    expect(missed).toBeLessThan(6)
  }
})
