import { expect, test } from 'vitest'
import { plainPanels } from '../svm/kernels/plain-panels.ts'
import { normalDraw, randomSource } from '../vectors/random.ts'
import { fitStandardizer } from '../vectors/standardize.ts'
import { softenStandardizer } from './soften-standardizer.ts'

test('independent features keep nearly their scale, equal ones are divided by the root of their deviation', () => {
  const random = randomSource('features')
  const rows = 4000
  const independent = Float32Array.from({ length: rows * 5 }, () => 3 * normalDraw(random))
  const equal = Float32Array.from(independent, (_, i) => independent[i - (i % 5)])
  const [free, tied] = [independent, equal].map((data) => {
    const x = { data, rows, cols: 5 }
    return softenStandardizer(fitStandardizer(x), x)
  })
  expect(free.power).toBeLessThan(0.01)
  expect(tied.power).toBeCloseTo((1 - 1 / 5) / 2, 10)
  expect(tied.deviation[0]).toBeCloseTo(3 ** 0.4, 1)
})

test('constant features stay out, rows of no variance divide by 1, plain and WASM agree', () => {
  const x = { data: Float32Array.of(1, 7, 2, 7, 3, 7), rows: 3, cols: 2 }
  const standardizer = fitStandardizer(x)
  expect(softenStandardizer(standardizer, x)).toEqual({
    mean: standardizer.mean,
    deviation: Float64Array.of(1, 0),
    power: 0,
  })
  const flat = { data: new Float32Array(6), rows: 3, cols: 2 }
  expect(softenStandardizer(fitStandardizer(flat), flat).power).toBe(0)
  expect(softenStandardizer(standardizer, x, plainPanels)).toEqual(
    softenStandardizer(standardizer, x),
  )
})
