import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseJson } from './parse-json.ts'

test('parseJson() gives what JSON.parse gives', () => {
  fc.assert(
    fc.property(fc.json({ maxDepth: 5 }), (text) => {
      expect(parseJson(text)).toEqual(JSON.parse(text))
    }),
  )
})

test.each([
  '{"a": 1, "a": 2}',
  '[{"x": {"b": 1, "c": {"b": 3}, "b": 2}}]',
  '{"a": 1, "\\u0061": 2}',
  '{"a\\"": "}", "b": ["{", 1], "a\\"": 2}',
])('parseJson() refuses two equal keys: %s', (text) => {
  expect(() => parseJson(text)).toThrow(/two keys are "[ab]"?/)
})

test('equal keys of different objects, and equal values, are no matter', () => {
  const text = '[{"a": "a", "b": ["a", "a"]}, {"a": {"a": {}}}]'
  expect(parseJson(text)).toEqual(JSON.parse(text))
})

test('parseJson() refuses deep nesting at once, and what is no JSON', () => {
  const deep = (levels: number) => '['.repeat(levels) + ']'.repeat(levels)
  expect(parseJson(deep(100))).toBeInstanceOf(Array)
  expect(() => parseJson(deep(101))).toThrow('more than 100 levels deep')
  expect(() => parseJson('{"a":'.repeat(1e6))).toThrow('more than 100 levels deep')
  for (const text of ['', '{', '"', '{"a', ']', '{"a":1,}', 'nul', '"\\']) {
    expect(() => parseJson(text)).toThrow(SyntaxError)
  }
})
