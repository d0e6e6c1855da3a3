import { expect, test } from 'vitest'
import { cellText, columnOf } from './column.ts'
import { csvCell } from './export-rows.ts'

test('csvCell() quotes what needs it, and no spreadsheet runs a text as a formula', () => {
  expect(csvCell('plain')).toBe('plain')
  expect(csvCell('a,"b"\n')).toBe('"a,""b""\n"')
  expect(csvCell('=HYPERLINK("x")')).toBe('"\'=HYPERLINK(""x"")"')
  expect(csvCell('@cmd')).toBe("'@cmd")
  expect(csvCell(-1.5)).toBe('-1.5')
  expect(csvCell(undefined)).toBe('')
  expect(csvCell(false)).toBe('false')
})

test('columnOf() finds the kind of a column, and cellText() tells its values', () => {
  const text = (values: unknown[]) => {
    const column = columnOf('x', values)
    return [column.kind, ...values.map((_, row) => cellText(column, row))]
  }
  expect(text([1, 2.5, null])).toEqual(['number', '1', '2.5', undefined])
  expect(text([true, null, false])).toEqual(['boolean', 'yes', undefined, 'no'])
  expect(text(['b', 'a', undefined, 'b'])).toEqual(['category', 'b', 'a', undefined, 'b'])
  expect(text([1, 'a'])).toEqual(['category', '1', 'a'])
  expect(text([1n, null])).toEqual(['number', '1', undefined])
  expect(text([null, null])[0]).toBe('category')
})
