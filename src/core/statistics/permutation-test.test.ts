import { expect, test } from 'vitest'
import { randomSource } from '../vectors/random.ts'
import { permutationTest } from './permutation-test.ts'

test('under the null hypothesis p falls below alpha no more often than alpha', () => {
  const random = randomSource(0)
  const trials = 4000
  const ps = Array.from(
    { length: trials },
    () => permutationTest(random(), random, random, { permutations: 199 }).p,
  )
  for (const alpha of [0.01, 0.05, 0.2, 0.5]) {
    const share = ps.filter((p) => p <= alpha).length / trials
    expect(share).toBeLessThan(alpha + 3 * Math.sqrt((alpha * (1 - alpha)) / trials))
    expect(share).toBeGreaterThan(alpha * 0.6)
  }
})

test('a hopeless value stops after as many draws as exceedances', () => {
  expect(permutationTest(0, () => 1, randomSource(0), { exceedances: 7 })).toEqual({
    p: 1,
    drawn: 7,
  })
})

test('a value never reached costs all permutations and gets the least p they can give', () => {
  expect(permutationTest(2, () => 1, randomSource(0), { permutations: 19 })).toEqual({
    p: 0.05,
    drawn: 19,
  })
})

test('ties and undefined statistics count against the finding', () => {
  expect(permutationTest(1, () => 1, randomSource(0)).p).toBe(1)
  expect(permutationTest(1, () => Number.NaN, randomSource(0)).p).toBe(1)
})
