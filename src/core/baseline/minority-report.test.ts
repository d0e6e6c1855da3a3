import { expect, test } from 'vitest'
import { curveSizes, hardestValue, minorityCurve, minorityShares } from './minority-report.ts'

/** The paper's table for class old of CelebA, rebuilt as examples from its counts. */
test('minorityShares() gives the shares of a table of counts', () => {
  const cells = [
    { minority: 1, wrong: 1, flagged: 1, count: 30 },
    { minority: 1, wrong: 0, flagged: 1, count: 50 },
    { minority: 1, wrong: 0, flagged: 0, count: 20 },
    { minority: 0, wrong: 1, flagged: 0, count: 10 },
    { minority: 0, wrong: 0, flagged: 1, count: 40 },
    { minority: 0, wrong: 0, flagged: 0, count: 50 },
  ]
  const rows = cells.flatMap((cell) => Array(cell.count).fill(cell))
  const shares = minorityShares({
    minority: Uint8Array.from(rows, ({ minority }) => minority),
    wrong: Uint8Array.from(rows, ({ wrong }) => wrong),
    flagged: Int8Array.from(rows, ({ flagged }) => flagged),
  })
  expect(shares).toEqual({
    minorityShare: 0.5,
    errorRate: 0.2,
    flaggedShare: 0.6,
    minorityShareOfErrors: 0.75,
    minorityShareOfFlagged: 80 / 120,
    minorityFlagged: 0.8,
    minorityErrs: 0.3,
  })
})

test('minorityShares() takes no share of nothing, and leaves unknown flags out', () => {
  const shares = minorityShares({
    minority: Uint8Array.of(1, 0),
    wrong: Uint8Array.of(0, 0),
    flagged: Int8Array.of(-1, 1),
  })
  expect(shares).toMatchObject({
    flaggedShare: 1,
    minorityShareOfFlagged: 0,
    minorityFlagged: undefined,
    minorityShareOfErrors: undefined,
  })
})

test('minorityCurve() puts unknown hardness last and keeps the order of equals', () => {
  const hardness = Float64Array.of(Number.NaN, 1, 1, -1)
  expect(minorityCurve(hardness, Uint8Array.of(1, 1, 0, 0), [1, 2, 3, 4])).toEqual([
    0,
    1 / 2,
    1 / 3,
    1 / 2,
  ])
})

test('curveSizes() holds the sizes of the paper’s figures and ends with n', () => {
  const sizes = curveSizes(10_331)
  const shown = [10, 60, 110, 460, 100, 500, 750, 1000, 1500, 2500, 3000, 4000, 10_000, 10_331]
  expect(shown.filter((k) => !sizes.includes(k))).toEqual([])
  expect(sizes).toEqual([...new Set(sizes)].sort((a, b) => a - b))
  expect(curveSizes(10)).toEqual([10])
  expect(curveSizes(0)).toEqual([])
})

test('hardestValue() goes by error rate, not by number of errors or of examples', () => {
  const values = [...Array(8).fill('man'), 'woman', 'woman', undefined]
  const wrong = Uint8Array.of(1, 1, 1, 0, 0, 0, 0, 0, 1, 0, 1)
  expect(hardestValue(values, wrong)).toBe('woman')
  expect(hardestValue(values, wrong, 3)).toBeUndefined()
})
