import { expect, test } from 'vitest'
import { randomSource } from '../vectors/random.ts'
import { combineClasses } from './combine-classes.ts'
import type { ClassFit } from './fit-class.ts'
import { firstRound, nextRound } from './permutation-rounds.ts'

/** A class whose permutations reach the statistic by the given chance. */
const drawnFit = (chance: number, permutations: number, random: () => number): ClassFit => {
  let reached = 0
  for (let k = 0; k < permutations; k++) if (random() < chance) reached += 1
  return fitWith((reached + 1) / (permutations + 1), reached, permutations)
}

const fitWith = (p: number, reached: number, drawn: number): ClassFit => ({
  class: 'c',
  examples: 100,
  errors: 20,
  warnings: [],
  direction: {
    weights: Float64Array.of(1),
    bias: 0,
    norm: 1,
    balancedAccuracy: 0.6,
    ...{ p, reached, drawn },
  },
})

/** States of classes with the given exact p, after all rounds, and the permutations that they took. */
const statesOf = (exact: readonly number[], seed: number, most = 100_000) => {
  const random = randomSource('rounds', seed)
  const fits: ClassFit[] = []
  let total = 0
  let round = firstRound(exact.length)
  while (round.classes.length > 0) {
    for (const k of round.classes) fits[k] = drawnFit(exact[k], round.permutations, random)
    total += round.classes.length * round.permutations
    round = nextRound(fits, round, { permutations: most })
  }
  return { states: combineClasses(fits).classes.map(({ state }) => state), total }
}

test('a class far from the line is decided at once, one near the line draws on', () => {
  expect(statesOf([0.5], 0).total).toBe(199)
  expect(statesOf([0], 0)).toEqual({ states: ['ok'], total: 199 })
  expect(statesOf([0.06], 0, 20_000).total).toBeGreaterThan(1500)
})

test('one class in a thousand reaches the small p that it needs, and it alone draws for it', () => {
  const exact = Array.from({ length: 1000 }, (_, k) => (k === 7 ? 0 : (k + 1) / 1001))
  const { states, total } = statesOf(exact, 1)
  expect(states.flatMap((state, k) => (state === 'ok' ? [k] : []))).toEqual([7])
  expect(total).toBeLessThan(2_000_000)
})

test('other seeds give the same states unless p is within a fiftieth of the line', () => {
  const random = randomSource('exact')
  let flips = 0
  for (let trial = 0; trial < 60; trial++) {
    const exact = Array.from({ length: 5 }, () => (random() < 0.5 ? random() : 0.05 * random()))
    const [one, other] = [1, 2].map((seed) => statesOf(exact, 1000 * seed + trial).states)
    flips += one.some((state, k) => state !== other[k]) ? 1 : 0
  }
  expect(flips).toBeLessThanOrEqual(2)
})

test('classes that were not tested stay out of the count', () => {
  const { direction: _, ...untested } = fitWith(1, 1, 1)
  const last = firstRound(2)
  expect(nextRound([untested, fitWith(1 / 200, 0, 199)], last, {}).classes).toEqual([])
  expect(nextRound([untested, untested], last, {}).classes).toEqual([])
})
