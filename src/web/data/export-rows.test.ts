import { expect, test } from 'vitest'
import { cellText, columnOf } from './column.ts'

test('columnOf() finds the kind of a column, and cellText() tells its values', () => {
  const text = (values: unknown[]) => {
    const column = columnOf('x', values)
    return [column.kind, ...values.map((_, row) => cellText(column, row))]
  }
  expect(text([1, -2.5, null])).toEqual(['number', '1', '−2.5', undefined])
  expect(text([true, null, false])).toEqual(['boolean', 'yes', undefined, 'no'])
  expect(text(['b', 'a', undefined, 'b'])).toEqual(['category', 'b', 'a', undefined, 'b'])
  expect(text([1, 'a'])).toEqual(['category', '1', 'a'])
  expect(text([1n, null])).toEqual(['number', '1', undefined])
  expect(text([null, null])[0]).toBe('category')
})
