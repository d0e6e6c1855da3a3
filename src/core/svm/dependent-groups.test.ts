import { expect, test } from 'vitest'
import { dependentGroups } from './dependent-groups.ts'
import { gramMatrix } from './gram.ts'

const gramOf = (...rows: number[][]) =>
  gramMatrix({ data: Float64Array.from(rows.flat()), rows: rows.length, cols: rows[0].length })

test('distinct rows stay apart, exact and near copies come together', () => {
  const angles = [0, 1, 0.1, 2, 1 + 1e-9]
  const gram = gramOf(...angles.map((a) => [Math.cos(a), Math.sin(a)]))
  expect(dependentGroups(gram)).toEqual(Int32Array.of(0, 1, 0, 2, 1))
})

test('rows that fill a plane do not all become one group by a chain of neighbours', () => {
  const angles = Array.from({ length: 200 }, (_, i) => (2 * Math.PI * i) / 200)
  const groups = dependentGroups(gramOf(...angles.map((a) => [Math.cos(a), Math.sin(a)])))
  expect(new Set(groups).size).toBeGreaterThan(30)
})

test("the user's groups hold rows together, whatever their vectors", () => {
  const gram = gramOf([1, 0], [0, 1], [-1, 0], [0, -1])
  expect(dependentGroups(gram, [7, 3, 3, 7])).toEqual(Int32Array.of(0, 1, 1, 0))
})

test('a group and a copy join two groups into one', () => {
  const gram = gramOf([1, 0], [0, 1], [0, 1], [0, -1])
  expect(dependentGroups(gram, [1, 1, 2, 2])).toEqual(Int32Array.of(0, 0, 0, 0))
})

test('rows of zeros are copies of each other and of nothing else', () => {
  expect(dependentGroups(gramOf([0, 0], [1, 0], [0, 0]))).toEqual(Int32Array.of(0, 1, 0))
})
