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
      expect(out[p]?.[row + 3]).toBeCloseTo(value, 12)
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

test.each(SHAPES)('both kernels add up rows to the same last bit, %o', (shape) => {
  const { planes, standardizer, x } = problem(shape)
  const by = {
    mean: standardizer.mean,
    factors: standardizer.deviation,
    weights: planes.map(({ weights }) => weights),
  }
  const [fast, plain] = [wasmRowSums(by), plainRowSums(by)]
  const [found, expected] = [fast.of(x), plain.of(x)]
  for (let row = 0; row < x.rows; row++) {
    const sums = found.subarray(row * fast.stride, row * fast.stride + planes.length + 1)
    expect(sums).toEqual(expected.subarray(row * plain.stride, (row + 1) * plain.stride))
  }
})
