import fc from 'fast-check'
import { expect, test } from 'vitest'
import { categoryColumn, columnOf } from '../data/column.ts'
import type { Examples } from '../data/read-examples.ts'
import {
  filteredRows,
  filterKey,
  filtersOf,
  formatRange,
  listedRows,
  unknownColumns,
} from './filters.ts'
import { linkProblems } from './link-problems.ts'
import { changed, formatPlace, parsePlace, viewed } from './place.ts'
import { decodeRows, encodeRows } from './row-ranges.ts'
import { marked, readable, runMark } from './run-mark.ts'
import { sortedRows } from './sorts.ts'

test('decodeRows() gives back what encodeRows() was given', () => {
  const rows = fc.uniqueArray(fc.nat(5000)).map((found) => found.sort((a, b) => a - b))
  fc.assert(
    fc.property(rows, (list) => {
      expect([...(decodeRows(encodeRows(list), 5001) ?? [])]).toEqual(list)
    }),
  )
})

test.each(['x!', '-', '3-', '1..2', '1-zzz', 'zzzz', '-5', '1.0', '__proto__'])(
  'decodeRows() refuses "%s" of 100 rows',
  (text) => expect(decodeRows(text, 100)).toBeUndefined(),
)

test('parsePlace() gives back what formatPlace() was given, for any well-formed text', () => {
  const params = fc.dictionary(
    fc.string({ unit: 'grapheme', minLength: 1 }),
    fc.array(fc.string({ unit: 'grapheme' }), { minLength: 1, maxLength: 3 }),
  )
  fc.assert(
    fc.property(params, (dictionary) => {
      const place = { view: 'images' as const, params: new Map(Object.entries(dictionary)) }
      const again = parsePlace(formatPlace(place))
      expect([again.view, [...again.params].sort()]).toEqual(['images', [...place.params].sort()])
    }),
  )
})

test('parsePlace() takes what it does not know for the overview', () => {
  for (const hash of ['', '#', '#/', '#/nothing', '#javascript:alert(1)', '#/__proto__']) {
    expect(parsePlace(hash).view).toBe('overview')
  }
})

const label = categoryColumn('label', ['cat', 'dog', 'cat', null, 'dog'])
const camera = columnOf('camera', [1, 2, null, 4, 5n])
const correct = columnOf('correct', [true, false, null, true, false])
const examples = {
  count: 5,
  ids: ['a1', 'a2', 'b1', 'b2', 'A3'],
  images: [],
  flagged: Int8Array.of(0, -1, 0, 0, 0),
  decisionValue: Float64Array.of(3, Number.NaN, 1, 2, 1),
  confidence: Float64Array.of(0.1, 0.2, 0.3, 0.4, 0.5),
  columns: [label, camera, correct],
} as unknown as Examples

const rowsFor = (change: Record<string, string | string[]>, search = '') => {
  const place = changed(parsePlace('#/images'), change)
  return [...filteredRows(examples, filtersOf(place, examples.columns), search)]
}

test('filters keep rows that pass all of them; "?" stands for unknown', () => {
  expect(rowsFor({})).toEqual([0, 1, 2, 3, 4])
  expect(rowsFor({ [filterKey('label')]: 'cat' })).toEqual([0, 2])
  expect(rowsFor({ [filterKey('label')]: ['cat', '?'] })).toEqual([0, 2, 3])
  expect(rowsFor({ [filterKey('correct')]: 'no', [filterKey('label')]: 'dog' })).toEqual([1, 4])
  expect(rowsFor({ [filterKey('nothing')]: 'x' })).toEqual([0, 1, 2, 3, 4])
  expect(rowsFor({}, ' A ')).toEqual([0, 1, 2, 4]) // the ids, and "cat"
  expect(rowsFor({}, 'DOG')).toEqual([1, 4])
})

test('a range is closed, may be open at an end, and leaves unknown values out', () => {
  const range = (low?: number, high?: number) =>
    rowsFor({ [filterKey('camera')]: formatRange(low, high) ?? '' })
  expect(range(2, 4)).toEqual([1, 3])
  expect(range(undefined, 2)).toEqual([0, 1])
  expect(range(4)).toEqual([3, 4])
})

test('sortedRows() puts unknown values last either way, and equal ones in file order', () => {
  const all = Int32Array.of(0, 1, 2, 3, 4)
  expect([...sortedRows(examples, all, 'hardest')]).toEqual([2, 4, 3, 0, 1])
  expect([...sortedRows(examples, all, 'easiest')]).toEqual([0, 3, 2, 4, 1])
  expect([...sortedRows(examples, all, 'most-confident')]).toEqual([4, 3, 2, 1, 0])
  expect([...all]).toEqual([0, 1, 2, 3, 4])
})

test('rows of classes without a proven failure mode come behind those with one, whatever their values', () => {
  const unproven = {
    count: 3,
    decisionValue: Float64Array.of(-9, -1, 2),
    confidence: new Float64Array(3),
    flagged: Int8Array.of(-1, 1, 0),
  }
  const all = Int32Array.of(0, 1, 2)
  expect([...sortedRows(unproven, all, 'hardest')]).toEqual([1, 2, 0])
  expect([...sortedRows(unproven, all, 'easiest')]).toEqual([2, 1, 0])
  expect([...sortedRows(unproven, Int32Array.of(0, 2), 'hardest')]).toEqual([2, 0])
})

test('filters, search and selection come along from view to view; what belongs to one view does not', () => {
  const place = parsePlace('#/images?f.label=cat&q=x&sel=3&text=snow&open=5')
  expect(formatPlace(viewed(place, 'map'))).toBe('#/map?f.label=cat&q=x&sel=3&text=snow')
})

test('a link that was cut off, or is of another run, is said to be so and lists no other images', () => {
  const problems = (hash: string) => linkProblems(parsePlace(hash), 100, false, 'a-b').length
  expect(
    ['', '?rows=3-2.4&sel=1&open=99', '?sel='].map((query) => problems(`#/images${query}`)),
  ).toEqual([0, 0, 0])
  const broken = ['rows=zz', 'sel=3-', 'sel=kept', 'open=100', 'open=-1', 'rows=!&sel=!&open=!']
  expect(broken.map((query) => problems(`#/images?${query}`))).toEqual([1, 1, 1, 1, 1, 3])
  expect(listedRows(parsePlace('#/images?rows=zz'), 100)).toHaveLength(0)
})

test('a link says of which rows and results it is: of other rows it lists nothing, of other results it says so', () => {
  const run = {
    ids: ['a', 'b'],
    correct: Int8Array.of(1, 0),
    decisionValue: Float64Array.of(1, -1),
  }
  const mark = runMark(run)
  const place = marked(parsePlace('#/images?rows=1&sel=0&title=wrong&q=x'), mark)
  const after = (change: Partial<typeof run>) => {
    const now = runMark({ ...run, ...change })
    return [formatPlace(readable(place, now)), linkProblems(place, 2, false, now).length]
  }
  const whole = formatPlace(place)
  expect(whole).toContain(`of=${mark}`)
  expect(after({})).toEqual([whole, 0])
  expect(after({ ids: ['b', 'a'] })).toEqual(['#/images?q=x', 1])
  expect(after({ ids: ['ab', ''] })).toEqual(['#/images?q=x', 1])
  expect(after({ correct: Int8Array.of(0, 1) })).toEqual([whole, 1])
  expect(after({ decisionValue: Float64Array.of(1, -2) })).toEqual([whole, 1])
  expect(formatPlace(marked(parsePlace('#/images?q=x&of=1'), mark))).toBe('#/images?q=x')
})

test('a filter on a column that the run does not have is named', () => {
  const place = parsePlace('#/images?f.camera=1..2&f.lens=a&f.similarity=..1')
  expect(unknownColumns(place, examples.columns)).toEqual(['lens'])
})
