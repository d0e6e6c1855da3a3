import { expect, test } from 'vitest'
import { normalDraw, randomSource } from '../vectors/random.ts'
import { pairedTest } from './paired-test.ts'
import { studentQuantile, studentTwoSided } from './student-t.ts'

test('pairedTest() of one seed is the paired t test over examples', () => {
  const d = [1, 0, 1, 0, 0, 1, -1, 1]
  const mean = 3 / 8
  const error = Math.sqrt(d.reduce((sum, v) => sum + (v - mean) ** 2, 0) / 7 / 8)
  const result = pairedTest({ data: Float64Array.from(d), rows: 1, cols: 8 })
  expect(result.mean).toBe(mean)
  expect(result.p).toBeCloseTo(studentTwoSided(mean / error, 7), 9)
  expect(result.high - result.mean).toBeCloseTo(studentQuantile(0.95, 7) * error, 9)
})

test('pairedTest() does not gain certainty from seeds that change nothing', () => {
  const d = [1, 0, 1, 0, 0, 1, -1, 1]
  const once = pairedTest({ data: Float64Array.from(d), rows: 1, cols: 8 })
  const often = pairedTest({ data: Float64Array.from([...d, ...d, ...d]), rows: 3, cols: 8 })
  expect(often.p).toBeCloseTo(once.p, 9)
})

test('pairedTest() says nothing of one lone difference and p = 1 of none', () => {
  expect(pairedTest({ data: Float64Array.of(1), rows: 1, cols: 1 }).p).toBeNaN()
  expect(pairedTest({ data: new Float64Array(6), rows: 2, cols: 3 })).toEqual({
    mean: 0,
    low: 0,
    high: 0,
    p: 1,
  })
})

/** Differences with effects of seeds, of examples and of both together, as repeated trainings have. */
function draw(seed: number, gain: number, seedEffect: number, exampleEffect: number) {
  const random = randomSource(seed, 'paired')
  const [rows, cols] = [5, 60]
  const examples = Array.from({ length: cols }, () => exampleEffect * normalDraw(random))
  const data = Float64Array.from({ length: rows }, () => seedEffect * normalDraw(random)).reduce(
    (all: number[], effect) => {
      for (const example of examples) all.push(gain + effect + example + normalDraw(random) / 2)
      return all
    },
    [],
  )
  return { data: Float64Array.from(data), rows, cols }
}

test.each([
  [0, 0],
  [0.5, 0],
  [0, 1],
  [0.2, 1],
])(
  'pairedTest() finds a gain by chance in at most 5 %% of null trials (effects %d, %d)',
  (s, e) => {
    const trials = 1000
    let alarms = 0
    for (let i = 0; i < trials; i += 1) if (pairedTest(draw(i, 0, s, e)).p < 0.05) alarms += 1
    expect(alarms / trials).toBeLessThan(0.05 + 2 * Math.sqrt((0.05 * 0.95) / trials))
  },
)

test('pairedTest() finds a gain of one standard error times four, and its interval covers it', () => {
  const results = Array.from({ length: 200 }, (_, i) => pairedTest(draw(i, 0.7, 0.1, 1)))
  expect(results.filter(({ p }) => p < 0.05).length).toBeGreaterThan(180)
  expect(results.filter(({ low, high }) => low <= 0.7 && 0.7 <= high).length).toBeGreaterThan(185)
})
