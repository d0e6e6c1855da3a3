import { expect, test } from 'vitest'
import { plainRowSums, wasmRowSums } from '../svm/kernels/score-rows.ts'
import { normalDraw, randomSource } from '../vectors/random.ts'
import { decisionValues } from './hyperplane.ts'
import { planeScorer } from './plane-scorer.ts'

const SHAPES = [
  { rows: 1, cols: 1, planes: 1 },
  { rows: 65, cols: 7, planes: 6 },
  { rows: 200, cols: 32, planes: 4 },
  { rows: 3, cols: 5, planes: 0 },
]

function problem({ rows, cols, planes }: (typeof SHAPES)[number]) {
  const random = randomSource(rows)
  const normal = () => normalDraw(random)
  const numbers = (length: number) => Float64Array.from({ length }, normal)
  const deviation = numbers(cols).map((value, i) => (i === 2 ? 0 : Math.abs(value) + 0.1))
  return {
    standardizer: { mean: numbers(cols), deviation },
    planes: Array.from({ length: planes }, () => ({ weights: numbers(cols), bias: normal() })),
    x: { data: Float32Array.from(numbers(rows * cols)), rows, cols },
  }
}

test.each(SHAPES)('planeScorer() gives the decision values of each plane, %o', (shape) => {
  const { planes, standardizer, x } = problem(shape)
  const out = planes.map(() => new Float64Array(x.rows + 3))
  const { score, room } = planeScorer(planes, standardizer, x.rows)
  score(x, out, 3)
  planes.forEach((plane, p) => {
    decisionValues(plane, standardizer, x).forEach((value, row) => {
      expect(out[p]?.[row + 3]).toBeCloseTo(value, 5)
    })
  })
  room.set(x.data)
  const again = planes.map(() => new Float64Array(x.rows + 3))
  score({ ...x, data: room }, again, 3)
  expect(again).toEqual(out)
})

test('a row at the mean has the bias as its value', () => {
  const standardizer = { mean: Float64Array.of(1, 2), deviation: Float64Array.of(1, 1) }
  const out = [new Float64Array(1)]
  planeScorer([{ weights: Float64Array.of(3, 4), bias: 0.5 }], standardizer).score(
    { data: Float32Array.of(1, 2), rows: 1, cols: 2 },
    out,
    0,
  )
  expect(out).toEqual([Float64Array.of(0.5)])
})

test('features far from 0 for their deviation lose no more than others', () => {
  const { planes, standardizer, x } = problem({ rows: 200, cols: 32, planes: 4 })
  const mean = standardizer.mean.map((value) => 1000 * value)
  const data = x.data.map((value, i) => value * 0.01 + (mean[i % x.cols] ?? 0))
  const far = { mean, deviation: standardizer.deviation.map((value) => 0.01 * value) }
  const out = planes.map(() => new Float64Array(x.rows))
  planeScorer(planes, far).score({ ...x, data }, out, 0)
  planes.forEach((plane, p) => {
    const expected = decisionValues(plane, far, { ...x, data })
    expect(
      Math.max(...expected.map((value, i) => Math.abs(value - (out[p]?.[i] ?? 0)))),
    ).toBeLessThan(1e-5)
  })
})

test('rows that float32 cannot square have the values of float64, and NaN where a number is none', () => {
  const standardizer = { mean: Float64Array.of(1, 1), deviation: Float64Array.of(1, 1) }
  const plane = { weights: Float64Array.of(1, 2), bias: 0.5 }
  const x = {
    data: Float32Array.of(3e20, 4e20, 1, 1 + 2 ** -20, Number.NaN, 0, Number.POSITIVE_INFINITY, 1),
    rows: 4,
    cols: 2,
  }
  const out = [new Float64Array(4)]
  planeScorer([plane], standardizer).score(x, out, 0)
  expect(out[0]?.[0]).toBeCloseTo(2.7, 6)
  expect(out[0]?.[1]).toBeCloseTo(2.5, 6)
  expect(out[0]?.subarray(2)).toEqual(Float64Array.of(Number.NaN, Number.NaN))
})

test.each(
  SHAPES.flatMap((shape) => [
    { ...shape, isSingle: false },
    { ...shape, isSingle: true },
  ]),
)('both kernels add up rows to the same last bit, %o', ({ isSingle, ...shape }) => {
  const { planes, standardizer, x } = problem(shape)
  const by = {
    mean: standardizer.mean,
    factors: standardizer.deviation,
    weights: planes.map(({ weights }) => weights),
  }
  const [fast, plain] = [wasmRowSums(by, { isSingle }), plainRowSums(by, { isSingle })]
  const [found, expected] = [fast.of(x), plain.of(x)]
  for (let row = 0; row < x.rows; row++) {
    const sums = found.subarray(row * fast.stride, row * fast.stride + planes.length + 1)
    expect(sums).toEqual(expected.subarray(row * plain.stride, (row + 1) * plain.stride))
  }
})
