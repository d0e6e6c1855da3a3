import { expect, test } from 'vitest'
import { auroc } from '../statistics/auroc.ts'
import type { Matrix64 } from '../vectors/matrix.ts'
import { normalDraw, type Random, randomSource } from '../vectors/random.ts'
import { fitRobust, type RobustDirection, type RobustFit } from './fit-robust.ts'

const unitRows = (cols: number, rows: number[][]): Matrix64 => ({
  data: Float64Array.from(rows.flatMap((row) => row.map((v) => v / (Math.hypot(...row) || 1)))),
  rows: rows.length,
  cols,
})

/** Rows around zero; each attribute shifts its own column, and errors come with the attributes. */
const planted = (n: number, cols: number, shifts: number[], random: Random, shares = [0.25]) => {
  const attributes = Array.from({ length: n }, () =>
    shifts.map((_, k) => (random() < shares[k] ? 1 : 0)),
  )
  const rows = attributes.map((has) =>
    Array.from(
      { length: cols },
      (_, col) => normalDraw(random) - (has[col] ?? 0) * (shifts[col] ?? 0),
    ),
  )
  const correct = Uint8Array.from(attributes, (has) =>
    random() < (has.includes(1) ? 0.7 : 0.05) ? 0 : 1,
  )
  return { z: unitRows(cols, rows), correct }
}

const directionsOf = (fit: RobustFit): RobustDirection[] => {
  if (fit.state !== 'fitted') throw new Error(`expected a fit, found ${fit.state}`)
  return fit.directions
}

const scoresOf = ({ weights, bias }: RobustDirection, { data, rows, cols }: Matrix64) =>
  Float64Array.from({ length: rows }, (_, row) =>
    weights.reduce((sum, w, col) => sum + w * data[row * cols + col], bias),
  )

test('a planted failure is found, and its out-of-fold AUROC is that of new rows', () => {
  const random = randomSource('planted')
  const { z, correct } = planted(400, 20, [4], random)
  const [first] = directionsOf(fitRobust(z, correct, randomSource(0), { maxDirections: 1 }))
  const fresh = planted(4000, 20, [4], random)
  const area = auroc(scoresOf(first, fresh.z), fresh.correct)
  expect(first.p).toBeLessThan(1e-6)
  expect(Math.abs(first.auroc - area)).toBeLessThan(0.05)
  expect(first.aurocInterval[0]).toBeLessThan(area)
  expect(first.aurocInterval[1]).toBeGreaterThan(area)
  expect(first.balancedAccuracy).toBeGreaterThan(0.7)
})

test('the bias lies midway between the mean decision values of wrong and of correct rows', () => {
  const { z, correct } = planted(100, 8, [3], randomSource('bias'))
  const [first] = directionsOf(fitRobust(z, correct, randomSource(0), { maxDirections: 1 }))
  const values = scoresOf(first, z)
  const means = [0, 1].map((side) => {
    const of = values.filter((_, row) => correct[row] === side)
    return of.reduce((sum, v) => sum + v, 0) / of.length
  })
  expect(means[0] + means[1]).toBeCloseTo(0, 5)
  expect(means[1]).toBeGreaterThan(means[0])
})

test('where correctness is pure chance, p is at most 5 % in at most about 5 % of classes', () => {
  const random = randomSource('null')
  const trials = 100
  let alarms = 0
  for (let trial = 0; trial < trials; trial++) {
    // Few dimensions that count, as in real embeddings: that is where pooled folds deceive most.
    const rows = Array.from({ length: 60 }, () =>
      Array.from({ length: 12 }, (_, col) => normalDraw(random) / (1 + col)),
    )
    const correct = Uint8Array.from({ length: 60 }, () => (random() < 0.25 ? 0 : 1))
    const fit = fitRobust(unitRows(12, rows), correct, randomSource(trial), { maxDirections: 1 })
    if (fit.state === 'fitted' && fit.directions[0].p <= 0.05) alarms += 1
  }
  expect(alarms).toBeLessThanOrEqual(11) // mean at most 5, three deviations
})

test('a second failure that the first direction does not flag gets a direction of its own, at right angles', () => {
  const { z, correct } = planted(600, 16, [6, 3], randomSource('two'), [0.3, 0.15])
  const directions = directionsOf(fitRobust(z, correct, randomSource(0)))
  expect(directions.map(({ rank }) => rank)).toEqual([1, 2])
  const [first, second] = directions.map(({ weights }) => {
    const norm = Math.hypot(...weights)
    return weights.map((w) => w / norm)
  })
  expect(first.reduce((sum, w, col) => sum + w * second[col], 0)).toBeCloseTo(0, 9)
  expect(first[0]).toBeGreaterThan(first[1])
  expect(second.indexOf(Math.max(...second))).toBe(1)
})

test('one failure alone gets one direction: what its first estimate misses is no second failure', () => {
  const counts = Array.from({ length: 6 }, (_, seed) => {
    const { z, correct } = planted(300, 30, [4], randomSource('one', seed))
    return directionsOf(fitRobust(z, correct, randomSource(seed))).length
  })
  expect(counts.filter((count) => count > 1).length).toBeLessThanOrEqual(1)
})

test('turning the space turns the direction with it', () => {
  const { z, correct } = planted(120, 6, [3], randomSource('turn'))
  const angle = 0.7
  const turned = { ...z, data: z.data.slice() }
  for (let row = 0; row < z.rows; row++) {
    const [a, b] = z.data.subarray(row * 6, row * 6 + 2)
    turned.data[row * 6] = Math.cos(angle) * a - Math.sin(angle) * b
    turned.data[row * 6 + 1] = Math.sin(angle) * a + Math.cos(angle) * b
  }
  const options = { maxDirections: 1, tolerance: 1e-6 }
  const [plain] = directionsOf(fitRobust(z, correct, randomSource(0), options))
  const [other] = directionsOf(fitRobust(turned, correct, randomSource(0), options))
  expect(other.C).toBe(plain.C)
  expect(other.auroc).toBeCloseTo(plain.auroc, 2)
  const values = scoresOf(plain, z)
  scoresOf(other, turned).forEach((value, row) => {
    expect(value).toBeCloseTo(values[row], 3)
  })
})

test('copies of an image share its fate and must not pass for evidence', () => {
  const random = randomSource('copies')
  const photos = Array.from({ length: 60 }, () =>
    Array.from({ length: 30 }, () => normalDraw(random)),
  )
  const fates = photos.map(() => (random() < 0.3 ? 0 : 1))
  const rows = Array.from({ length: 300 }, (_, i) => photos[i % 60])
  const correct = Uint8Array.from(rows, (_, i) => fates[i % 60])
  const [first] = directionsOf(fitRobust(unitRows(30, rows), correct, randomSource(0)))
  expect(first.auroc).toBeLessThan(0.7)
  expect(first.p).toBeGreaterThan(0.05)
})

test('errors that all lie in a few groups are not enough', () => {
  const { z, correct } = planted(60, 6, [3], randomSource('groups'))
  const groups = Array.from(correct, (side, row) => (side === 0 ? row % 3 : row + 10))
  const fit = fitRobust(z, correct, randomSource(0), { groups })
  expect(fit).toMatchObject({ state: 'not-enough-errors', distinctErrors: 3 })
})

test.each([
  ['no rows', 0, 0],
  ['no error', 30, 0],
  ['one error', 30, 1],
  ['four errors', 30, 4],
  ['only errors', 30, 30],
])('%s: not enough errors to say, an ordinary result', (_, n, errors) => {
  const { z } = planted(n, 5, [2], randomSource('few'))
  const correct = Uint8Array.from({ length: n }, (_, row) => (row < errors ? 0 : 1))
  expect(fitRobust(z, correct, randomSource(0))).toMatchObject({
    state: 'not-enough-errors',
    errors,
  })
})

test('identical rows, all zero or not, are one example: not enough', () => {
  const correct = Uint8Array.from({ length: 40 }, (_, row) => row % 2)
  for (const value of [0, 0.5]) {
    const z = { data: new Float64Array(160).fill(value), rows: 40, cols: 4 }
    expect(fitRobust(z, correct, randomSource(0)).state).toBe('not-enough-errors')
  }
})

test('five errors among ten rows can be fitted', () => {
  const { z } = planted(10, 5, [2], randomSource('ten'))
  const correct = Uint8Array.from({ length: 10 }, (_, row) => row % 2)
  const [first] = directionsOf(fitRobust(z, correct, randomSource(0)))
  expect(first.p).toBeGreaterThan(0)
})

test('p by permutation agrees on a plain failure and on nothing', () => {
  const options = { maxDirections: 1, permutations: 19, grid: [1] }
  const { z, correct } = planted(80, 6, [5], randomSource('permuted'))
  const [found] = directionsOf(fitRobust(z, correct, randomSource(0), options))
  expect(found.p).toBe(1 / 20)
  const nothing = planted(80, 6, [0], randomSource('none'))
  const chance = Uint8Array.from({ length: 80 }, (_, row) => (row % 4 === 0 ? 0 : 1))
  const [none] = directionsOf(fitRobust(nothing.z, chance, randomSource(0), options))
  expect(none.p).toBeGreaterThan(0.05)
})

test('the same source gives the same bytes; inputs stay as they were; lengths are checked', () => {
  const { z, correct } = planted(100, 6, [3], randomSource('same'))
  const before = { z: z.data.slice(), correct: correct.slice() }
  expect(fitRobust(z, correct, randomSource(3))).toEqual(fitRobust(z, correct, randomSource(3)))
  expect(z.data).toEqual(before.z)
  expect(correct).toEqual(before.correct)
  expect(() => fitRobust(z, correct.subarray(1), randomSource(0))).toThrow(RangeError)
  expect(() => fitRobust(z, correct, randomSource(0), { groups: [1] })).toThrow(RangeError)
})
