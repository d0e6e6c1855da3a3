import { expect, test } from 'vitest'
import { auroc } from '../statistics/auroc.ts'
import { normalDraw, type Random, randomSource, shuffled } from '../vectors/random.ts'
import type { RowSource } from '../vectors/row-source.ts'
import { fitRobust, type RobustFit } from './fit-robust.ts'

const sourceOf = (rows: readonly (readonly number[])[]): RowSource => {
  const units = rows.map((row) => row.map((v) => v / (Math.hypot(...row) || 1)))
  return { rows: rows.length, cols: rows[0]?.length ?? 0, write: (row, out) => out.set(units[row]) }
}

/** Rows around zero; an attribute of a quarter of them shifts the first column, and errors come with it. */
const planted = (n: number, cols: number, shift: number, random: Random) => {
  const has = Array.from({ length: n }, () => random() < 0.25)
  const rows = has.map((it) =>
    Array.from({ length: cols }, (_, col) => normalDraw(random) - (it && col === 0 ? shift : 0)),
  )
  const correct = Uint8Array.from(has, (it) => (random() < (it ? 0.7 : 0.05) ? 0 : 1))
  // The model is less sure of the attribute's rows also where it is right.
  const confidence = Float64Array.from(correct, (right, row) =>
    right ? 1 - (has[row] ? 0.4 : 0.2) * random() : 0.4 * random(),
  )
  return { source: sourceOf(rows), correct, confidence }
}

const fitted = (fit: RobustFit) => {
  if (fit.state !== 'fitted') throw new Error(`expected a fit, found ${fit.state}`)
  return fit
}

const valuesOf = (fit: RobustFit, { rows, cols, write }: RowSource) => {
  const { weights, bias } = fitted(fit).direction
  const row = new Float64Array(cols)
  return Float64Array.from({ length: rows }, (_, i) => {
    write(i, row)
    return weights.reduce((sum, w, col) => sum + w * row[col], bias)
  })
}

test('a planted failure is found, and its left-out AUROC is that of new rows', () => {
  const random = randomSource('planted')
  const { source, ...facts } = planted(400, 20, 4, random)
  const fit = fitted(fitRobust(source, facts, randomSource(0)))
  const fresh = planted(4000, 20, 4, random)
  const area = auroc(valuesOf(fit, fresh.source), fresh.correct)
  const { direction } = fit
  expect(direction.p).toBe(1 / 200)
  expect(Math.abs(direction.auroc - area)).toBeLessThan(0.05)
  expect(direction.aurocInterval[0]).toBeLessThan(area)
  expect(direction.aurocInterval[1]).toBeGreaterThan(area)
  expect(direction.balancedAccuracy).toBeGreaterThan(0.7)
})

test('as many rows are flagged by left-out values as are wrong, or the share that is asked for', () => {
  const { source, ...facts } = planted(200, 8, 3, randomSource('flags'))
  const count = (flagShare?: number) =>
    fitted(fitRobust(source, facts, randomSource(0), { flagShare })).leftOut.filter((v) => v <= 0)
      .length
  expect(count()).toBe(facts.correct.filter((side) => side === 0).length)
  expect(count(0.1)).toBe(20)
})

test('where correctness is pure chance, p is at most 5 % in about 5 % of classes', () => {
  const random = randomSource('null')
  const trials = 400
  let alarms = 0
  for (let trial = 0; trial < trials; trial++) {
    // Few dimensions that count, as in real embeddings.
    const rows = Array.from({ length: 60 }, () =>
      Array.from({ length: 12 }, (_, col) => normalDraw(random) / (1 + col)),
    )
    const correct = Uint8Array.from({ length: 60 }, () => (random() < 0.25 ? 0 : 1))
    const fit = fitRobust(sourceOf(rows), { correct }, randomSource(trial))
    if (fit.state === 'fitted' && fit.direction.p <= 0.05) alarms += 1
  }
  expect(alarms).toBeLessThanOrEqual(33) // mean 20, three deviations
  expect(alarms).toBeGreaterThanOrEqual(7)
})

test('p is the share of all orders that reach the statistic', () => {
  const { source } = planted(10, 4, 0, randomSource('ten'))
  const correct = Uint8Array.of(0, 0, 1, 0, 1, 1, 1, 0, 0, 1)
  const { direction } = fitted(
    fitRobust(source, { correct }, randomSource(1), { permutations: 20_000, alpha: 1 }),
  )
  const fits: number[] = []
  const chosen: number[] = []
  const visit = (from: number): void => {
    if (chosen.length === 5) {
      const side = Uint8Array.from({ length: 10 }, (_, row) => (chosen.includes(row) ? 0 : 1))
      fits.push(statisticOf(source, side))
      return
    }
    for (let row = from; row < 10; row++) {
      chosen.push(row)
      visit(row + 1)
      chosen.pop()
    }
  }
  visit(0)
  expect(fits).toHaveLength(252)
  const own = statisticOf(source, correct)
  const exact = fits.filter((value) => value >= own - 1e-9).length / 252
  expect(Math.abs(direction.p - exact)).toBeLessThan(4 * Math.sqrt((exact * (1 - exact)) / 20_000))
})

/** Σ y_i loo_i, from what a fit tells. */
function statisticOf(source: RowSource, correct: Uint8Array): number {
  const { leftOut, direction } = fitted(
    fitRobust(source, { correct }, randomSource(0), { permutations: 1 }),
  )
  const { mean } = direction.scale.target
  // Left-out values are θ - loo; θ is the same for all rows and Σ y_i = 0.
  return leftOut.reduce((sum, value, row) => sum - (1 - correct[row] - mean) * value, 0)
}

test('turning the space turns the direction with it; the order of rows changes nothing', () => {
  const { source, ...facts } = planted(120, 6, 3, randomSource('turn'))
  const turned: RowSource = {
    ...source,
    write: (row, out) => {
      source.write(row, out)
      const [a, b] = out
      out[0] = Math.cos(0.7) * a - Math.sin(0.7) * b
      out[1] = Math.sin(0.7) * a + Math.cos(0.7) * b
    },
  }
  const order = shuffled(Int32Array.from(facts.correct.keys()), randomSource('order'))
  const plain = fitted(fitRobust(source, facts, randomSource(0)))
  const other = fitted(fitRobust(turned, facts, randomSource(0)))
  const shuffledFit = fitted(
    fitRobust(
      { ...source, write: (row, out) => source.write(order[row], out) },
      {
        correct: Uint8Array.from(order, (row) => facts.correct[row]),
        confidence: Float64Array.from(order, (row) => facts.confidence[row]),
      },
      randomSource(0),
    ),
  )
  const values = valuesOf(plain, source)
  valuesOf(other, turned).forEach((value, row) => {
    expect(value).toBeCloseTo(values[row], 9)
  })
  expect(shuffledFit.direction.auroc).toBeCloseTo(plain.direction.auroc, 12)
  expect(shuffledFit.direction.bias).toBeCloseTo(plain.direction.bias, 9)
})

test('without all confidences errors alone are fitted', () => {
  const { source, correct, confidence } = planted(120, 6, 3, randomSource('half'))
  const some = confidence.slice()
  some[3] = Number.NaN
  const withSome = fitRobust(source, { correct, confidence: some }, randomSource(0))
  expect(withSome).toEqual(fitRobust(source, { correct }, randomSource(0)))
  expect(fitted(withSome).direction.scale.target.isSoft).toBe(false)
})

test('copies of an image share its fate and must not pass for evidence', () => {
  let alarms = 0
  for (let trial = 0; trial < 60; trial++) {
    const random = randomSource('copies', trial)
    const photos = Array.from({ length: 60 }, () =>
      Array.from({ length: 30 }, () => normalDraw(random)),
    )
    const fates = photos.map(() => (random() < 0.3 ? 0 : 1))
    const rows = Array.from({ length: 300 }, (_, i) => photos[i % 60])
    const correct = Uint8Array.from(rows, (_, i) => fates[i % 60])
    const once = Uint8Array.from(fates)
    const fit = fitted(fitRobust(sourceOf(rows), { correct }, randomSource(0)))
    const single = fitted(fitRobust(sourceOf(photos), { correct: once }, randomSource(0)))
    expect(fit.direction.auroc).toBeCloseTo(single.direction.auroc, 9)
    if (fit.direction.p <= 0.05) alarms += 1
  }
  expect(alarms).toBeLessThanOrEqual(8) // mean 3, three deviations
})

test('errors that all lie in a few groups are not enough', () => {
  const { source, correct } = planted(60, 6, 3, randomSource('groups'))
  const groups = Array.from(correct, (side, row) => (side === 0 ? row % 3 : row + 10))
  const fit = fitRobust(source, { correct, groups }, randomSource(0))
  expect(fit).toMatchObject({ state: 'not-enough-errors', distinctErrors: 3 })
})

test.each([
  ['no rows', 0, 0],
  ['no error', 30, 0],
  ['one error', 30, 1],
  ['two errors', 30, 2],
  ['four errors', 30, 4],
  ['two rows', 2, 1],
  ['only errors', 30, 30],
])('%s: not enough errors to say, an ordinary result', (_, n, errors) => {
  const { source } = planted(n, 5, 2, randomSource('few'))
  const correct = Uint8Array.from({ length: n }, (_, row) => (row < errors ? 0 : 1))
  expect(fitRobust(source, { correct }, randomSource(0))).toMatchObject({
    state: 'not-enough-errors',
    errors,
  })
})

test('identical rows, all zero or not, are one example: not enough', () => {
  const correct = Uint8Array.from({ length: 40 }, (_, row) => row % 2)
  for (const value of [0, 0.5]) {
    const source = sourceOf(Array.from({ length: 40 }, () => [value, value, value]))
    expect(fitRobust(source, { correct }, randomSource(0)).state).toBe('not-enough-errors')
  }
})

test('five errors among ten rows can be fitted', () => {
  const { source } = planted(10, 5, 2, randomSource('ten'))
  const correct = Uint8Array.from({ length: 10 }, (_, row) => row % 2)
  expect(fitted(fitRobust(source, { correct }, randomSource(0))).direction.p).toBeGreaterThan(0)
})

test('the same source gives the same bytes; inputs stay as they were; lengths are checked', () => {
  const { source, ...facts } = planted(100, 6, 3, randomSource('same'))
  const before = structuredClone(facts)
  const fit = fitRobust(source, facts, randomSource(3))
  expect(fitRobust(source, facts, randomSource(3))).toEqual(fit)
  expect(facts).toEqual(before)
  const { correct, confidence } = facts
  for (const short of [
    { correct: correct.subarray(1) },
    { correct, confidence: confidence.subarray(1) },
    { correct, groups: [1] },
  ]) {
    expect(() => fitRobust(source, short, randomSource(0))).toThrow(RangeError)
  }
})

test('another seed changes p a little and nothing else', () => {
  const { source, ...facts } = planted(80, 6, 0.5, randomSource('seed'))
  const [one, other] = [1, 2].map((seed) => {
    const { direction, leftOut } = fitted(fitRobust(source, facts, randomSource(seed)))
    const { p: _, reached: __, drawn: ___, ...rest } = direction
    return { ...rest, leftOut }
  })
  expect(other).toEqual(one)
})
